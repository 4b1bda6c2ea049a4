// Larger letters for who wants them; the device remembers, as far as its browser keeps anything.

const KEY = "zukunft:letters";
const root = document.documentElement;

export function offerLetters(button) {
  const draw = (isLarge) => {
    root.toggleAttribute("data-large", isLarge);
    button?.setAttribute("aria-pressed", String(isLarge));
  };
  draw(kept() === "large");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    draw(!root.hasAttribute("data-large"));
    keep(root.hasAttribute("data-large") ? "large" : "");
  });
}

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(letters) {
  try {
    if (letters) localStorage.setItem(KEY, letters);
    else localStorage.removeItem(KEY);
  } catch {
    // It holds as long as the page is open.
  }
}
