// Where a person writes: the box with Enter to send, the bar for a reply or an edit, START, and the keyboard below.

import { attachMenu, sendFiles } from "./attach.js";
import { CommandMenu } from "./commands.js";
import { ask, h, icon, iconButton } from "./dom.js";
import { ReplyKeyboard } from "./keyboard.js";
import { summary } from "./message.js";
import { Recorder } from "./recorder.js";
import { deepLink } from "./text.js";

const TALLEST = 160;

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.drafts = new Map();
    this.target = null;
    this.box = h("textarea", { class: "box", rows: "1", "aria-label": "消息", placeholder: "消息", autocomplete: "off", spellcheck: "false" });
    this.sendButton = h("button", { class: "send", "aria-label": "发送", title: "发送", hidden: true, on: { click: () => this.submit() } }, icon("send"));
    this.recorder = new Recorder(pane, () => this.showLine());
    this.micButton = iconButton("mic", "录音", () => this.recorder.start());
    this.menuButton = iconButton("menu", "命令菜单", () => this.commands.toggle());
    this.keysButton = iconButton("keys", "按键盘", () => this.keyboard.toggle(), { "aria-pressed": "false", hidden: true });
    const clip = iconButton("clip", "附件", () => attachMenu(clip, pane));
    this.bar = h("div", { class: "target", hidden: true });
    this.commands = new CommandMenu({ box: this.box, button: this.menuButton, send: (text) => this.sendCommand(text) });
    this.keyboard = new ReplyKeyboard(pane, this.keysButton);
    this.line = h("div", { class: "line" }, this.menuButton, clip, this.box, this.keysButton, this.micButton, this.sendButton);
    this.gate = h("div", { class: "gate", hidden: true });
    this.element = h("footer", { class: "composer" }, this.commands.element, this.bar, this.line, this.recorder.element, this.gate, this.keyboard.element);

    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("paste", (event) => this.takeFiles(event, event.clipboardData));
  }

  /** Follow the state of the open chat: the menu, the keyboard, and whether anything can be written at all. */
  show() {
    const { details, inPrivate, person } = this.pane;
    this.commands.set(details.commands, inPrivate ? "" : `@${this.pane.me.username}`);
    this.showKeyboard(details.keyboard);
    const gate = inPrivate && person.blocked ? ["解除屏蔽并开始", "unblock"] : inPrivate && !person.started ? ["开始", "start"] : null;
    this.gate.hidden = !gate;
    this.showLine();
    this.keyboard.element.hidden = this.keyboard.element.hidden || Boolean(gate);
    if (gate) this.gate.replaceChildren(h("button", { class: "start", on: { click: () => this.begin(gate[1]) } }, gate[0]));
  }

  /** The box gives way to START, and to a recording under way. */
  showLine() {
    this.line.hidden = !this.gate.hidden || this.recorder.running;
  }

  async begin(action) {
    if (action === "unblock") await this.pane.act("unblock");
    await this.pane.act("start");
    await this.pane.reloadChat();
    this.box.focus();
  }

  showKeyboard(keyboard, { open = false } = {}) {
    this.keyboard.set(keyboard, open);
    this.box.placeholder = keyboard?.input_field_placeholder || "消息";
  }

  key(event) {
    // While an input method composes, Enter chooses a word; 229 is what some browsers report instead.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.target) {
      this.release();
    } else if (event.key === "ArrowUp" && !this.box.value) {
      this.editLast(event);
    }
  }

  typed() {
    const empty = !this.box.value.trim();
    this.sendButton.hidden = empty;
    this.micButton.hidden = !empty;
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST)}px`;
    this.commands.typed();
  }

  setText(text) {
    this.box.value = text;
    this.typed();
    this.box.setSelectionRange(text.length, text.length);
  }

  insert(text) {
    this.setText(text);
    this.box.focus();
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text) return;
    if (!this.target && /^\S+$/.test(text) && deepLink(text, this.pane.me.username) !== null) {
      const choice = await ask(this.pane.element, { title: "打开机器人链接？", text, confirm: "打开", other: "作为文字发送" });
      if (!choice) return;
      if (!choice.other) {
        this.setText("");
        await this.pane.actions.follow(text);
        return;
      }
    }
    const { target } = this;
    this.release({ keepText: true });
    this.setText("");
    const done = target?.editing ? await this.pane.act("edit", { message_id: target.id, text }) : await this.sendText(text, target?.id);
    // A text that did not get through is not lost, unless the next one is being written already.
    if (done === undefined && !this.box.value) this.setText(text);
  }

  sendText(text, replyTo) {
    return this.pane.act("send", { text, ...(replyTo ? { reply_to: replyTo } : {}) });
  }

  async sendCommand(text) {
    this.setText("");
    await this.sendText(text);
    this.box.focus();
  }

  replyTo(message) {
    this.aim({ id: message.message_id, editing: false }, "回复", message, "reply");
  }

  edit(message) {
    this.aim({ id: message.message_id, editing: true }, "编辑消息", message, "edit");
    this.setText(message.text);
  }

  editLast(event) {
    const own = [...this.pane.conversation.messages.values()].filter((message) => message.out && message.text).at(-1);
    if (!own) return;
    event.preventDefault();
    this.edit(own);
  }

  aim(target, title, message, sign) {
    this.target = target;
    this.bar.hidden = false;
    this.bar.replaceChildren(icon(sign), h("span", { class: "target-text" }, h("b", {}, title), h("span", {}, summary(message))), iconButton("close", `取消${title}`, () => this.release()));
    this.box.focus();
  }

  /** Give up the reply or the edit. */
  release({ keepText = false } = {}) {
    if (this.target?.editing && !keepText) this.setText("");
    this.target = null;
    this.bar.hidden = true;
  }

  /** Messages are gone: a reply to one of them has no aim any more. */
  forget(ids) {
    if (this.target && ids.includes(this.target.id)) this.release();
  }

  keepDraft() {
    this.drafts.set(this.pane.current, this.target?.editing ? "" : this.box.value);
    this.release();
  }

  takeDraft() {
    this.setText(this.drafts.get(this.pane.current) ?? "");
  }

  takeFiles(event, data) {
    const files = [...(data?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    const visual = files.every((file) => file.type.startsWith("image/"));
    sendFiles(this.pane, visual ? "photo" : "document", files);
  }
}
