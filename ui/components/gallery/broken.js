/** The files that could not be read, each with the reason. */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

/** @param {Object<string, string>} words */
export function createBroken(words) {
  const summary = element("summary");
  const list = element("ul", { tabindex: "0", "aria-label": words.broken_label });
  const root = element("details", { class: "gallery-broken", hidden: true }, summary, list);
  let drawn = "";
  return {
    root,
    /** @param {import("./rows.js").Row[]} rows */
    update(rows) {
      const broken = rows.filter(({ state }) => state === "broken");
      root.hidden = broken.length === 0;
      const content = broken.map(({ id }) => id).join();
      if (content === drawn) return;
      drawn = content;
      summary.textContent = say(words, "broken", { count: broken.length });
      list.replaceChildren(
        ...broken.map(({ name, problem }) => element("li", {}, element("strong", {}, name), ` ${problem}`)),
      );
    },
  };
}
