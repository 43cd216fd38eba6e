// Small helps for building what is on the page.

/** An element with attributes and children; text is never read as markup. */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Add to a list in a box that scrolls, and follow its end unless the reader has scrolled up. */
export function addBelow(list, ...items) {
  const box = list.parentElement;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  list.append(...items);
  if (atEnd) box.scrollTop = box.scrollHeight;
}
