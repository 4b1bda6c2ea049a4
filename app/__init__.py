"""The web application: live core, screens, organiser's office."""
