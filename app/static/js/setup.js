// The page works without this: a password may be shown, and a field that the link has filled in need not be seen.
for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.form.addEventListener("submit", () => (field.type = "password"));
}

const given = document.querySelector("[data-token-field]");
const hideGiven = () => given && (given.hidden = Boolean(given.querySelector("input").value) && !given.querySelector("[aria-invalid]"));
hideGiven();
addEventListener("hashchange", () => setTimeout(hideGiven));

// The other language is another page: the secret goes with it behind the #, as it came.
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => (link.hash = given?.querySelector("input").value.split("#").at(-1) ?? ""));
}
