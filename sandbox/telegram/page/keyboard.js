// The reply keyboard under the box, with keys that may share the contact or the place.

import { ask, h } from "./dom.js";

const HOME = { latitude: 29.108, longitude: 121.377 };

export class ReplyKeyboard {
  /** `button` shows and hides the keyboard; it is there only while the chat has one. */
  constructor(pane, button) {
    this.pane = pane;
    this.button = button;
    this.shown = true;
    this.element = h("div", { class: "reply-keyboard", role: "group", "aria-label": "按键盘", hidden: true });
  }

  set(keyboard, open) {
    const same = JSON.stringify(keyboard) === JSON.stringify(this.keyboard);
    if (open || !same) this.shown = true;
    this.keyboard = keyboard;
    this.element.classList.toggle("tall", Boolean(keyboard && !keyboard.resize_keyboard));
    this.element.replaceChildren(...(keyboard?.keyboard ?? []).map((row) => h("div", { class: "key-row" }, row.map((key) => this.key(key)))));
    this.show();
  }

  toggle() {
    this.shown = !this.shown;
    this.show();
  }

  show() {
    this.button.hidden = !this.keyboard;
    this.button.setAttribute("aria-pressed", String(this.shown));
    this.element.hidden = !this.keyboard || !this.shown;
  }

  key(key) {
    return h("button", { class: "key", on: { click: () => this.press(key) } }, key.text);
  }

  async press(key) {
    const fields = { text: key.text };
    if (key.request_contact) {
      const { name, phone } = this.pane.person;
      const text = `机器人将得到你的姓名和手机号：${name}，${phone}。`;
      if (!(await ask(this.pane.element, { title: "共享联系方式？", text, confirm: "共享" }))) return;
    } else if (key.request_location) {
      const place = await askPlace(this.pane.element, "共享位置？", "共享");
      if (!place) return;
      Object.assign(fields, place);
    }
    if (this.keyboard?.one_time_keyboard) {
      this.shown = false;
      this.show();
    }
    await this.pane.act("key", fields);
  }
}

/** Asks for a place; null when it is cancelled or no place on earth. */
export async function askPlace(host, title, confirm) {
  const answer = await ask(host, {
    title, confirm,
    fields: [
      { name: "latitude", label: "纬度", type: "number", value: HOME.latitude, step: "any" },
      { name: "longitude", label: "经度", type: "number", value: HOME.longitude, step: "any" },
    ],
  });
  const place = answer && { latitude: Number(answer.latitude), longitude: Number(answer.longitude) };
  return place && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : null;
}
