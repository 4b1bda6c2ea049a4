// What a person has in hand while a part of the page is drawn anew: focus, caret, ticks, opened details.

/** What is the same already is not said to a screen reader once more. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function remember(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const fields = [...root.querySelectorAll("input[id], select[id], textarea[id]")];
  return {
    wasInside: focused !== null,
    id: focused?.id,
    isTyping: focused?.matches("textarea, input:not([type=radio], [type=checkbox])") ?? false,
    draft: focused?.form?.dataset.draft,
    selection: focused?.matches("textarea") ? [focused.selectionStart, focused.selectionEnd] : null,
    open: [...root.querySelectorAll("details[id][open]")].map(({ id }) => id),
    fields: fields.filter(isTouched).map(({ id, value, checked, files, form }) => ({ id, value, checked, files, draft: form?.dataset.draft })),
  };
}

export function recall(root, { open, fields }) {
  for (const id of open) root.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  for (const { id, value, checked, files, draft } of fields) {
    const field = root.querySelector(`#${CSS.escape(id)}`);
    if (field && field.form?.dataset.draft === draft) Object.assign(field, files ? { files } : { value, checked });
  }
}

function isTouched(field) {
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return field.selectedIndex > 0;
  return field.value !== field.defaultValue;
}
