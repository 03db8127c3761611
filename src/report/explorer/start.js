// Fills every explorer of the page. The solver starts when its part is opened.

function explorer(element) {
  const data = JSON.parse(document.getElementById(`${element.id}-data`).textContent);
  const second = policies(data, `${element.id}-policies`);
  const parts = [["Beliefs", beliefs(data, `${element.id}-beliefs`), () => {}], ["Policies", second.element, second.open]];
  const tabs = parts.map(([title], i) => el("button", { type: "button", role: "tab", id: `${element.id}-tab${i}`, "aria-controls": `${element.id}-part${i}`, onclick: () => choose(i) }, title));
  const panels = parts.map(([, part], i) => el("div", { role: "tabpanel", id: `${element.id}-part${i}`, "aria-labelledby": `${element.id}-tab${i}` }, part));
  const choose = (chosen) => {
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.tabIndex = i === chosen ? 0 : -1;
      panels[i].hidden = i !== chosen;
    });
    parts[chosen][2]();
  };
  const list = el("div", { role: "tablist", "aria-label": `Explorer of ${data.title}`, onkeydown: (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = (tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length;
    tabs[next].focus();
    choose(next);
  } }, ...tabs);
  element.replaceChildren(list, ...panels);
  choose(0);
}

for (const element of document.querySelectorAll(".explorer")) explorer(element);
