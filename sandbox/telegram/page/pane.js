// One person's pane: their chats, the open conversation, and what events do to them.

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { ask, h } from "./dom.js";
import { Actions } from "./actions.js";
import { summary } from "./message.js";
import { toast } from "./overlay.js";
import { PaneHead } from "./pane_head.js";

const ACTIONS = {
  typing: "正在输入…", upload_photo: "正在发送图片…", upload_document: "正在发送文件…", upload_video: "正在发送视频…",
  upload_voice: "正在发送语音…", record_voice: "正在录音…", record_video: "正在录像…", find_location: "正在定位…", choose_sticker: "正在选贴纸…",
};
const ACTION_SHOWN_FOR = 5000;

export class Pane {
  constructor({ person, me, now, close, focus }) {
    Object.assign(this, { person, me, now });
    this.chats = [];
    this.current = person.id;
    this.counts = new Map();
    this.queued = null;
    this.onUnread = () => {};
    this.isActive = false;

    this.actions = new Actions(this);
    this.head = new PaneHead(this, close);
    this.conversation = new Conversation({ actions: this.actions, older: () => this.older() });
    this.composer = new Composer(this);
    this.pinned = h("div", { class: "pinned", hidden: true });
    this.element = h(
      "section",
      { class: "pane", id: `pane-${person.id}`, "aria-label": `${person.name}的手机`, data: { user: person.id } },
      this.head.element, this.pinned, this.conversation.element, this.composer.element,
    );
    this.element.addEventListener("focusin", focus);
    this.element.addEventListener("pointerdown", focus);
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.composer.takeFiles(event, event.dataTransfer));
  }

  get chat() {
    return this.chats.find((chat) => chat.id === this.current);
  }

  get inPrivate() {
    return this.current === this.person.id;
  }

  get unread() {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  setActive(active) {
    this.isActive = active;
    this.element.classList.toggle("active", active);
    if (active) this.seen();
  }

  remove() {
    this.composer.recorder.cancel();
    this.element.remove();
  }

  /** Fetch everything anew: the chats, the open one and its newest messages. */
  async load() {
    const queued = (this.queued = []);
    try {
      const { chats } = await api.chats(this.person.id);
      const chat = chats.some((one) => one.id === this.current) ? this.current : this.person.id;
      const [details, page] = await Promise.all([api.chat(this.person.id, chat), api.messages(this.person.id, chat)]);
      if (this.queued !== queued) return;
      this.chats = chats;
      this.current = chat;
      this.details = details;
      this.actions.forget();
      this.conversation.set(page.messages, page.more, chat !== this.person.id);
      this.show();
      this.queued = null;
      for (const event of queued) this.handle(event);
    } catch (error) {
      if (this.queued === queued) this.queued = null;
      this.fail(error);
    }
  }

  async open(chat) {
    if (chat === this.current || !(await this.composer.recorder.mayLeave())) return;
    this.composer.keepDraft();
    this.current = chat;
    this.counts.delete(chat);
    await this.load();
    this.composer.takeDraft();
    this.onUnread();
  }

  async older() {
    const first = this.conversation.firstId;
    const chat = this.current;
    try {
      const page = await api.messages(this.person.id, chat, first);
      if (chat === this.current) this.conversation.prepend(page.messages, page.more);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Fetch what stands around the messages: membership, keyboard, menu, pins. */
  async reloadChat() {
    const chat = this.current;
    const before = this.details.keyboard;
    try {
      const [{ chats }, details] = await Promise.all([api.chats(this.person.id), api.chat(this.person.id, chat)]);
      if (chat !== this.current) return;
      // A keyboard that came by an event in the meantime is newer than the one fetched.
      if (this.details.keyboard !== before) details.keyboard = this.details.keyboard;
      this.chats = chats;
      this.details = details;
      this.show();
    } catch (error) {
      // The person may have left the group that was open: the private chat is always there.
      if (chat === this.current && chat !== this.person.id) await this.open(this.person.id);
      else this.fail(error);
    }
  }

  show() {
    const { details } = this;
    Object.assign(this.person, { started: details.started, blocked: details.blocked });
    this.head.show();
    this.composer.show();
    this.conversation.empty(this.inPrivate ? (this.me.description || "这里还没有消息。") : "群里还没有消息。");
    const pin = details.pinned.at(-1);
    this.pinned.hidden = !pin;
    if (pin) {
      const jump = { class: "pinned-line", "aria-label": "置顶消息", on: { click: () => this.conversation.jump(pin.message_id) } };
      this.pinned.replaceChildren(h("button", jump, h("b", {}, "置顶消息"), h("span", {}, summary(pin))));
    }
  }

  /** An event for this person; while the conversation is being fetched it waits. */
  handle(event) {
    if (this.queued) {
      this.queued.push(event);
      return;
    }
    const here = event.chat === this.current;
    if (event.type === "message") this.arrived(event, here);
    else if (event.type === "edit" && here) this.edited(event.message);
    else if (event.type === "delete" && here) this.deleted(event.message_ids);
    else if (event.type === "keyboard" && here) {
      this.details.keyboard = event.keyboard;
      this.composer.showKeyboard(event.keyboard, { open: true });
    } else if (event.type === "callback_sent") this.actions.sent(event);
    else if (event.type === "callback_answer") this.answered(event);
    else if (event.type === "chat_action" && here) this.acting(event.action);
    else if (event.type === "chat" || event.type === "commands") this.reloadChat();
  }

  arrived({ chat, message }, here) {
    const known = this.chats.find((one) => one.id === chat);
    if (known) known.last = message;
    if (here) {
      this.head.acting("");
      this.conversation.upsert(message);
      if (message.out && this.inPrivate && !this.details.started) this.reloadChat();
    }
    const visible = here && this.element.offsetParent !== null;
    if (!visible && !message.out) {
      this.counts.set(chat, (this.counts.get(chat) ?? 0) + 1);
      this.onUnread();
    }
    this.head.showChats();
    if (!known) this.reloadChat();
  }

  edited(message) {
    const before = this.details.pinned.some((pin) => pin.message_id === message.message_id);
    this.conversation.upsert(message, { onlyKnown: true });
    if (before || message.pinned) this.reloadChat();
  }

  deleted(ids) {
    this.conversation.remove(ids);
    this.composer.forget(ids);
    if (this.details.pinned.some((pin) => ids.includes(pin.message_id))) this.reloadChat();
  }

  async answered(event) {
    this.actions.answered(event);
    if (event.url) this.actions.openLink(event.url);
    if (!event.text) return;
    if (event.alert) await ask(this.element, { title: this.me.first_name, text: event.text, confirm: "好", alert: true });
    else toast(this.element, event.text);
  }

  acting(action) {
    clearTimeout(this.actionTimer);
    this.head.acting(ACTIONS[action] ?? "正在处理…");
    this.actionTimer = setTimeout(() => this.head.acting(""), ACTION_SHOWN_FOR);
  }

  seen() {
    if (!this.counts.delete(this.current)) return;
    this.head.showChats();
    this.onUnread();
  }

  /** Do something as this person in the open chat; resolves to the result, or undefined after showing what went wrong. */
  async act(action, fields = {}, files = null) {
    const body = { user: this.person.id, chat: this.current, action, ...fields };
    // One after another, so that two quick lines arrive in the order in which they were written.
    const run = () => (files ? api.actWithFiles(body, files) : api.act(body));
    const result = (this.line ?? Promise.resolve()).then(run);
    this.line = result.catch(() => {});
    try {
      return await result;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  fail(error) {
    toast(this.element, error.message);
  }
}
