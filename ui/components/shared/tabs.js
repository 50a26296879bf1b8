/** Tabs as ARIA describes them: one tab stop, arrow keys move, the panel of the selected tab is shown. */
import { element } from "./element.js";

/**
 * Make tabs, and the panels that they open.
 *
 * @param {string} label what the tabs are about, for screen readers
 * @param {{id: string, title: string}[]} entries
 * @param {(id: string) => void} onChange
 * @returns {{root: HTMLElement, panels: Record<string, HTMLElement>, open(id: string): void, current(): string}}
 */
export function createTabs(label, entries, onChange) {
  const buttons = entries.map(({ id, title }) =>
    element("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` }, title)
  );
  const panels = entries.map(({ id }) =>
    element("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, class: `panel ${id}` })
  );
  const list = element("div", { role: "tablist", "aria-label": label, class: "tablist" }, ...buttons);
  let current = entries[0].id;

  /** @param {string} id */
  function open(id) {
    current = id;
    entries.forEach((entry, index) => {
      const selected = entry.id === id;
      buttons[index].setAttribute("aria-selected", String(selected));
      buttons[index].tabIndex = selected ? 0 : -1;
      panels[index].hidden = !selected;
    });
    onChange(id);
  }

  buttons.forEach((button, index) => button.addEventListener("click", () => open(entries[index].id)));
  list.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const index = (entries.findIndex(({ id }) => id === current) + step + entries.length) % entries.length;
    open(entries[index].id);
    buttons[index].focus();
  });
  return {
    root: element("div", { class: "tabs" }, list, ...panels),
    panels: Object.fromEntries(entries.map(({ id }, index) => [id, panels[index]])),
    open,
    current: () => current,
  };
}
