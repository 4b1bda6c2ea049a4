// What is wrong with a field stands right below it, for eyes and for screen readers, and goes with the next key stroke.

export function showFault(field, text) {
  forgive(field);
  const line = document.createElement("p");
  Object.assign(line, { className: "message message-bad fault", id: `fault-${field.id || field.name}`, role: "alert", textContent: text });
  if (field.type === "radio") field.closest("fieldset").append(line);
  else (field.closest("label.choice") ?? field).after(line);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...describers(field), line.id].join(" "));
  field.focus();
}

export function forgive(field) {
  const told = field.type === "radio" ? field.closest("fieldset")?.querySelector("[aria-invalid]") : field;
  if (!told?.hasAttribute("aria-invalid")) return;
  const fault = document.getElementById(`fault-${told.id || told.name}`);
  const others = describers(told).filter((id) => id !== fault?.id);
  told.removeAttribute("aria-invalid");
  if (others.length) told.setAttribute("aria-describedby", others.join(" "));
  else told.removeAttribute("aria-describedby");
  fault?.remove();
}

const describers = (field) => (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
