// The columns: the panes of the people who are open, side by side; at a phone's width one, chosen by its tab.

import { avatar, h } from "./dom.js";
import { Pane } from "./pane.js";

export class Columns {
  /** `onChange(ids)` after somebody is opened or closed; `now()` is the sandbox's time in unix seconds. */
  constructor({ panes, tabs, welcome, onChange, now }) {
    Object.assign(this, { panes, tabs, welcome, onChange, now });
    this.open_ = new Map();
    this.active = null;
    this.me = null;
    tabs.addEventListener("keydown", (event) => this.tabKey(event));
  }

  get ids() {
    return [...this.open_.keys()];
  }

  get size() {
    return this.open_.size;
  }

  has(id) {
    return this.open_.has(id);
  }

  /** Open a person, or bring their pane to the front. `quietly`: several at once, one onChange follows. */
  open(person, { quietly = false } = {}) {
    if (!this.open_.has(person.id)) {
      const pane = new Pane({ person, me: this.me, now: this.now, close: () => this.close(person.id), focus: () => this.activate(person.id) });
      this.open_.set(person.id, pane);
      this.panes.append(pane.element);
      pane.onUnread = () => this.showTabs();
      pane.load();
      this.activate(person.id);
      if (!quietly) this.onChange(this.ids);
    } else {
      this.activate(person.id);
    }
    if (!quietly) {
      const { element } = this.open_.get(person.id);
      element.scrollIntoView({ inline: "nearest", block: "nearest" });
    }
  }

  close(id) {
    this.open_.get(id)?.remove();
    this.open_.delete(id);
    if (this.active === id) this.active = this.ids.at(-1) ?? null;
    this.activate(this.active);
    this.onChange(this.ids);
  }

  activate(id) {
    if (this.active === id && this.open_.get(id)?.element.classList.contains("active")) return;
    this.active = id;
    for (const [other, pane] of this.open_) pane.setActive(other === id);
    this.showTabs();
  }

  showTabs() {
    this.welcome.hidden = this.open_.size > 0;
    const focused = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...[...this.open_.values()].map((pane) => this.tab(pane)));
    if (focused) this.tabs.querySelector("[aria-selected=true]")?.focus();
  }

  tab(pane) {
    const { id, name } = pane.person;
    const chosen = id === this.active;
    const count = pane.unread;
    return h(
      "button",
      {
        class: "tab", role: "tab", id: `tab-${id}`, "aria-selected": String(chosen), "aria-controls": `pane-${id}`, tabindex: chosen ? "0" : "-1",
        on: { click: () => this.pick(id) },
      },
      avatar(id, name, "small"),
      h("span", {}, name),
      count && !chosen ? h("span", { class: "badge", "aria-label": `${count} 条未读` }, count) : null,
    );
  }

  pick(id) {
    document.body.dataset.view = "columns";
    this.activate(id);
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !this.size) return;
    event.preventDefault();
    const { ids } = this;
    this.activate(ids[(ids.indexOf(this.active) + step + ids.length) % ids.length]);
  }

  handle(event) {
    this.open_.get(event.user)?.handle(event);
  }

  async refresh() {
    await Promise.all([...this.open_.values()].map((pane) => pane.load()));
  }
}
