// What somebody in the last row could not read: too small, too pale, cut off or outside. Answers with sentences.
() => {
  const found = new Set();
  const told = (element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 40)}`;
  const shade = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = shade(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const inside = (inner, outer) =>
    inner.left >= outer.left - 2 && inner.right <= outer.right + 2 && inner.top >= outer.top - 2 && inner.bottom <= outer.bottom + 2;
  const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  if (document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth) found.add("the page scrolls");
  for (const element of document.querySelectorAll("main, main *")) {
    if (element.closest(".unseen, [hidden], svg") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    if (!inside(element.getBoundingClientRect(), screen)) found.add(`outside the screen: ${told(element)}`);
    const holds = style.overflowY !== "visible" || element.matches(".top, .stage, .foot, .join, .wifi, .wall, .wall > *, .fact, .sheet");
    if (holds && element.clientHeight > 0 && element.scrollHeight > element.clientHeight + 2)
      found.add(`cut off (${element.scrollHeight} in ${element.clientHeight}): ${told(element)}`);
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!words.length) continue;
    if (parseFloat(style.fontSize) < innerHeight / 40) found.add(`too small (${style.fontSize}): ${told(element)}`);
    if (contrast(shade(style.color), ground(element)) < 7) found.add(`too pale (${style.color}): ${told(element)}`);
    const region = element.closest(".top, .stage, .foot, .join, .wifi");
    if (!region || style.textOverflow === "ellipsis") continue;
    const range = document.createRange();
    for (const node of words) {
      range.selectNodeContents(node);
      for (const box of range.getClientRects())
        if (!inside(box, region.getBoundingClientRect())) found.add(`outside its region: ${told(element)}`);
    }
  }
  for (const bar of document.querySelectorAll(".bar-fill"))
    if (contrast(shade(getComputedStyle(bar).fill), ground(bar.closest("svg"))) < 3) found.add("a bar is too pale");
  return [...found];
}
