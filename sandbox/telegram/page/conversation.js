// The messages of one chat: blocks in order, days between them, older ones on request, and a scroll that keeps its place.

import { h, icon } from "./dom.js";
import { block } from "./message.js";
import { dayKey, dayTitle } from "./time.js";

const NEAR = 80;
const DAY_FLOATS_FOR = 1200;

export class Conversation {
  /** `actions` as in actions.js; `older()` fetches what came before. */
  constructor({ actions, older }) {
    this.actions = actions;
    this.messages = new Map();
    this.inGroup = false;
    this.note = "";
    this.list = h("div", { class: "messages", role: "log", "aria-label": "消息", "aria-live": "polite" });
    this.more = h("button", { class: "older", hidden: true, on: { click: () => older() } }, "查看更早的消息");
    this.scroller = h("div", { class: "scroller", tabindex: "0", "aria-label": "消息区" }, this.more, this.list);
    this.toEnd = h("button", { class: "to-end", "aria-label": "到最新消息", hidden: true, on: { click: () => this.end("smooth") } }, icon("down"));
    this.element = h("div", { class: "conversation" }, this.scroller, this.toEnd);
    this.sticky = true;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures and panes change height after they are drawn; who was at the end stays there.
    const stay = new ResizeObserver(() => {
      if (this.sticky) this.end();
      else this.placeDays();
    });
    stay.observe(this.list);
    stay.observe(this.scroller);
  }

  get firstId() {
    return Math.min(...this.messages.keys());
  }

  set(messages, more, inGroup) {
    this.messages = new Map(messages.map((message) => [message.message_id, message]));
    this.inGroup = inGroup;
    this.more.hidden = !more;
    this.draw();
    this.end();
  }

  prepend(messages, more) {
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.messages = new Map([...messages.map((message) => [message.message_id, message]), ...this.messages]);
    this.more.hidden = !more;
    this.sticky = false;
    this.draw();
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  /** A new or changed message; `onlyKnown` leaves out those that are not on the page. */
  upsert(message, { onlyKnown = false } = {}) {
    const id = message.message_id;
    const known = this.messages.has(id);
    if (!known && onlyKnown) return;
    const last = [...this.messages.keys()].at(-1) ?? 0;
    this.messages.set(id, message);
    if (known) {
      this.redraw(id);
      return;
    }
    if (message.out) this.sticky = true;
    if (id < last) {
      this.messages = new Map([...this.messages].sort(([a], [b]) => a - b));
      this.draw();
    } else this.append(message);
    if (this.sticky) this.end();
    else this.toEnd.classList.add("news");
  }

  remove(ids) {
    for (const id of ids) this.messages.delete(id);
    this.draw();
  }

  /** What an empty chat says. */
  empty(note) {
    this.note = note;
    if (!this.messages.size) this.draw();
  }

  jump(id) {
    const node = this.nodeOf(id);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  end(behavior = "instant") {
    this.height = this.scroller.scrollHeight;
    this.room = this.scroller.clientHeight;
    this.scroller.scrollTo({ top: this.height, behavior });
    this.sticky = true;
    this.toEnd.hidden = true;
    this.toEnd.classList.remove("news");
    this.placeDays();
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    // Content that grew since the last visit to the end moved the end away; the person did not scroll.
    if (this.sticky && (scrollHeight !== this.height || clientHeight !== this.room)) {
      this.end();
      return;
    }
    const followed = this.sticky;
    this.sticky = scrollHeight - scrollTop - clientHeight < NEAR;
    this.toEnd.hidden = this.sticky;
    this.placeDays();
    if (followed && this.sticky) return;
    this.list.classList.add("floating");
    clearTimeout(this.floating);
    this.floating = setTimeout(() => this.list.classList.remove("floating"), DAY_FLOATS_FOR);
  }

  /** Tell the days that hang over messages from those in their own place: they are seen only while somebody scrolls, the last of them alone. */
  placeDays() {
    const days = [...this.list.querySelectorAll(":scope > .day")];
    const over = days.filter((day) => day.nextElementSibling?.getBoundingClientRect().top < day.getBoundingClientRect().bottom);
    for (const day of days) {
      day.classList.toggle("over", over.includes(day));
      day.classList.toggle("latest", day === over.at(-1));
    }
  }

  draw() {
    this.list.replaceChildren();
    for (const message of this.messages.values()) this.append(message);
    if (!this.messages.size && this.note) this.list.append(h("p", { class: "empty" }, this.note));
  }

  append(message) {
    this.list.querySelector(":scope > .empty")?.remove();
    const group = this.groupOf(message);
    const drawn = group.length > 1 ? this.list.querySelector(`[data-key="${keyOf(message)}"]`) : null;
    if (drawn) {
      drawn.replaceWith(this.blockOf(group));
      return;
    }
    const day = dayKey(message.date);
    if (this.list.lastElementChild?.dataset.day !== day) this.list.append(h("div", { class: "day", data: { day } }, h("span", {}, dayTitle(message.date))));
    this.list.append(this.blockOf([message]));
  }

  redraw(id) {
    const message = this.messages.get(id);
    const node = message && this.nodeOf(id);
    if (!node) return;
    const focused = node.contains(document.activeElement) ? [...node.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    const fresh = this.blockOf(this.groupOf(message));
    node.replaceWith(fresh);
    if (focused >= 0) fresh.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
  }

  blockOf(messages) {
    const node = block(messages, this.actions, this.inGroup);
    node.dataset.key = keyOf(messages[0]);
    node.dataset.day = dayKey(messages[0].date);
    return node;
  }

  groupOf(message) {
    if (!message.media_group_id) return [message];
    return [...this.messages.values()].filter((other) => other.media_group_id === message.media_group_id);
  }

  nodeOf(id) {
    const message = this.messages.get(id);
    return message ? this.list.querySelector(`[data-key="${keyOf(message)}"]`) : null;
  }
}

function keyOf(message) {
  return message.media_group_id ? `album-${message.media_group_id}` : `m${message.message_id}`;
}
