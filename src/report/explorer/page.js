// Elements and numbers. Texts of the scenario enter the page as text alone, never as markup.

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const fixed = (x, digits) => x.toFixed(digits).replace("-", "−");
const percent = (x) => fixed(100 * x, 2);
const points = (x) => (x > 0 ? "+" : "") + percent(x);
// Three digits that count.
const significant = (x) => (x === 0 ? "0" : String(Number(x.toPrecision(3))).replace("-", "−"));
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// What a key means, as a phrase that stands alone.
const meaning = ({ meaning: text }) => (text.startsWith("that ") ? `probability ${text}` : text).replaceAll("`", "");

const interval = ({ value, low, high }, format) => (low === undefined ? format(value) : `${format(value)} (${format(low)} to ${format(high)})`);

// A table that scrolls by itself where it is too wide, also by keyboard.
function table(caption, head, rows) {
  const cells = (tag, row) => row.map((cell, i) => {
    const scope = tag === "th" ? "col" : i === 0 ? "row" : null;
    return el(i === 0 || tag === "th" ? "th" : "td", { scope }, ...[cell].flat());
  });
  return el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption },
    el("table", {}, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...cells("th", head))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...cells("td", row))))));
}

// A command to copy.
const shown = (text) => el("pre", { class: "command", tabindex: 0, role: "group", "aria-label": "Command" }, text);

// Calls `act` when nothing has come for a while.
function settled(act, milliseconds = 200) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}
