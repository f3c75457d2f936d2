// What a person can do to a message: press, vote, react, reply, edit, delete, follow links. One per pane.

import { ask, h, openMenu } from "./dom.js";
import { lightbox, toast } from "./overlay.js";
import { deepLink } from "./text.js";

const QUICK = ["👍", "❤", "🔥", "👏", "🎉", "🙏"];
const OPENABLE = /^(https?:|tg:|mailto:|tel:)/i;

export class Actions {
  constructor(pane) {
    this.pane = pane;
    this.spinning = new Map();
    this.pressed = new Map();
    this.choices = new Map();
  }

  /** What belongs to one view of the conversation is dropped when it is fetched anew. */
  forget() {
    this.spinning.clear();
  }

  /** Whether the bot has not yet answered a press of this button. */
  isBusy(message, button) {
    return [...this.spinning.values()].some((wait) => wait.message_id === message.message_id && wait.data === button.callback_data);
  }

  sent({ query_id, message_id, data, chat }) {
    this.spinning.set(query_id, { message_id, data });
    if (chat === this.pane.current) this.pane.conversation.redraw(message_id);
  }

  answered({ query_id }) {
    const wait = this.spinning.get(query_id);
    this.spinning.delete(query_id);
    if (wait) this.pane.conversation.redraw(wait.message_id);
  }

  /** The options ticked in a poll that takes several, kept while others vote. */
  chosen(message) {
    const key = message.message_id;
    if (!this.choices.has(key)) this.choices.set(key, new Set());
    return this.choices.get(key);
  }

  async press(message, row, column, button) {
    const url = button.url ?? button.login_url?.url ?? button.web_app?.url;
    if (url && deepLink(url, this.pane.me.username) === null) {
      this.openLink(url);
    } else if (button.copy_text) {
      await this.copy(button.copy_text.text);
    } else if (button.switch_inline_query_current_chat !== undefined) {
      this.pane.composer.insert(`@${this.pane.me.username} ${button.switch_inline_query_current_chat}`);
    } else {
      if (button.callback_data) this.pressed.set(message.message_id, button);
      const done = await this.pane.act("press", { message_id: message.message_id, row, column });
      if (done && url) await this.pane.open(this.pane.person.id);
    }
  }

  /** The bot's deep links are followed here, all others in a new tab. */
  openLink(url) {
    if (deepLink(url, this.pane.me.username) !== null) this.follow(url);
    else if (OPENABLE.test(url)) window.open(url, "_blank", "noopener,noreferrer");
  }

  async follow(url) {
    const done = await this.pane.act("link", { url });
    if (done) await this.pane.open(this.pane.person.id);
  }

  sendCommand(text) {
    this.pane.composer.sendText(text);
  }

  vote(message, options) {
    this.choices.delete(message.message_id);
    return this.pane.act("vote", { message_id: message.message_id, options });
  }

  react(message, emoji) {
    return this.pane.act("react", { message_id: message.message_id, emoji });
  }

  zoom(url) {
    lightbox(url);
  }

  jump(id) {
    this.pane.conversation.jump(id);
  }

  /** The menu of one message; `anchor` is the button it opens at, unless a point is given. */
  menu(message, anchor, at = null) {
    const { pane } = this;
    const id = message.message_id;
    const mine = (message.reactions ?? []).find((reaction) => reaction.mine)?.emoji;
    const text = message.text ?? message.caption;
    const again = this.pressed.get(id);
    const items = [
      { label: "回复", run: () => pane.composer.replyTo(message) },
      text ? { label: "复制文字", run: () => this.copy(text) } : null,
      message.out && message.text ? { label: "编辑", run: () => pane.composer.edit(message) } : null,
      again ? { label: `再按一次“${again.text}”`, run: () => this.pressAgain(id, again) } : null,
      message.from?.is_bot ? { label: "发送伪造的按钮数据…", run: () => this.forge(message) } : null,
      message.out || pane.inPrivate ? { label: "删除", danger: true, run: () => pane.act("delete", { message_id: id }) } : null,
    ].filter(Boolean);
    const menu = openMenu(anchor, items, "消息操作", at);
    const faces = QUICK.map((emoji) =>
      h("button", {
        role: "menuitemcheckbox", class: "face", "aria-label": `回应 ${emoji}`, "aria-checked": String(emoji === mine),
        on: { click: () => { menu.remove(); this.react(message, emoji === mine ? "" : emoji); } },
      }, emoji),
    );
    menu.prepend(h("div", { class: "faces", role: "group", "aria-label": "回应" }, faces));
  }

  /** The same button once more, even when the bot has taken it away since: old messages linger on real phones. */
  async pressAgain(id, button) {
    await this.pane.act("forge", { message_id: id, data: button.callback_data });
  }

  async forge(message) {
    const answer = await ask(this.pane.element, {
      title: "发送伪造的按钮数据", text: "任何客户端都能发出按钮上没有的数据，机器人须自行核对。", fields: [{ name: "data", label: "callback_data" }], confirm: "发送",
    });
    if (answer?.data) await this.pane.act("forge", { message_id: message.message_id, data: answer.data });
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      toast(this.pane.element, "已复制");
    } catch {
      toast(this.pane.element, "浏览器不允许复制");
    }
  }
}
