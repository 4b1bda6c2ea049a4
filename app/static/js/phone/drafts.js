// What is being typed is never lost: kept by form on every key stroke, through phases, reloads and closed tabs.

const memory = new Map();

export class Drafts {
  constructor(scope) {
    this.prefix = `zukunft:${scope}:draft:`;
  }

  /** Remembers the text fields of a form; an empty form is forgotten. */
  keep(form, more = {}) {
    const fields = Object.fromEntries(textFields(form).map((field) => [field.name, field.value]));
    const isEmpty = Object.values(fields).every((value) => !value.trim());
    if (isEmpty) this.forget(form.dataset.draft);
    else write(this.prefix + form.dataset.draft, JSON.stringify({ name: form.dataset.draft, fields, ...more }));
  }

  /** Puts back what was typed into fields that are still as the server sent them. */
  restore(form) {
    const draft = this.read(form.dataset.draft);
    if (!draft) return;
    for (const field of textFields(form)) {
      if (field.name in draft.fields && field.value === field.defaultValue) field.value = draft.fields[field.name];
    }
  }

  read(name) {
    const text = read(this.prefix + name);
    return text ? JSON.parse(text) : null;
  }

  forget(name) {
    remove(this.prefix + name);
  }

  all() {
    return names().filter((name) => name.startsWith(this.prefix)).map((name) => JSON.parse(read(name)));
  }
}

export const lastCount = (name) => Number(read(name) ?? 0);

/** A number that only grows, also after a reload and between tabs. */
export function nextCount(name, atLeast) {
  const count = 1 + Math.max(atLeast, lastCount(name));
  write(name, String(count));
  return count;
}

const textFields = (form) => [...form.elements].filter((field) => field.matches("textarea, input[type=date]"));

function names() {
  try {
    return [...new Set([...Object.keys(localStorage), ...memory.keys()])];
  } catch {
    return [...memory.keys()];
  }
}

function read(name) {
  if (memory.has(name)) return memory.get(name);
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Where the browser blocks its store, or it is full, memory has it as long as the page is open. */
function write(name, value) {
  try {
    localStorage.setItem(name, value);
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}

function remove(name) {
  memory.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // It was only ever in memory.
  }
}
