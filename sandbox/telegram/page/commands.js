// The menu of commands: opened by its button, or by "/" in the box, where it narrows with what is typed.

import { h } from "./dom.js";

export class CommandMenu {
  /** `send(text)` sends a command at once, as Telegram's menu does. */
  constructor({ box, button, send }) {
    Object.assign(this, { box, button, send });
    this.all = [];
    this.suffix = "";
    this.at = -1;
    this.id = `commands-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.element = h("div", { class: "commands", role: "listbox", id: this.id, "aria-label": "命令", hidden: true });
    button.setAttribute("aria-controls", this.id);
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.hidden && !this.element.contains(event.target) && !button.contains(event.target) && event.target !== box) this.close();
    });
  }

  set(commands, suffix) {
    this.all = commands;
    this.suffix = suffix;
    this.button.hidden = !commands.length;
    if (!commands.length) this.close();
  }

  get options() {
    return [...this.element.children];
  }

  toggle() {
    if (this.element.hidden) this.open(this.all);
    else this.close();
    this.box.focus();
  }

  typed() {
    const begun = /^\/([a-z0-9_]*)$/i.exec(this.box.value);
    const fitting = begun ? this.all.filter(({ command }) => command.startsWith(begun[1].toLowerCase())) : [];
    if (fitting.length) this.open(fitting, begun[1] ? 0 : -1);
    else this.close();
  }

  open(commands, at = -1) {
    this.element.replaceChildren(
      ...commands.map(({ command, description }, index) =>
        h("div", { class: "command-row", role: "option", id: `${this.id}-${index}`, "aria-selected": "false", data: { command }, on: { click: () => this.choose(command) } }, h("b", {}, `/${command}`), h("span", {}, description)),
      ),
    );
    this.element.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.mark(at);
  }

  close() {
    this.element.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  mark(at) {
    this.at = at;
    this.options.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    const row = this.options[at];
    if (row) {
      this.box.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
  }

  choose(command) {
    this.close();
    this.send(`/${command}${this.suffix}`);
  }

  /** Takes a key of the box while the menu is open; whether it was used. */
  key(event) {
    if (this.element.hidden) return false;
    const { length } = this.options;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(this.at < 0 && step < 0 ? length - 1 : (this.at + step + length) % length);
    } else if (event.key === "Tab" && this.at >= 0) {
      this.box.value = `/${this.options[this.at].dataset.command}${this.suffix} `;
      this.close();
    } else if (event.key === "Enter" && !event.shiftKey && this.at >= 0) {
      this.choose(this.options[this.at].dataset.command);
    } else if (event.key === "Escape") {
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }
}
