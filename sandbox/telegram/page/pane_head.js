// The head of a pane: who it is, their chats as tabs, and the menu of what they can do to account and group.

import { append, ask, avatar, h, iconButton, openMenu } from "./dom.js";
import { toast } from "./overlay.js";
import { fromLocalInput, toLocalInput } from "./time.js";

const DAY_AHEAD = 86400;

export class PaneHead {
  constructor(pane, close) {
    this.pane = pane;
    const { id, name, note } = pane.person;
    this.note = h("small", { class: "pane-note", role: "status", title: note }, note);
    this.tabs = h("div", { class: "chat-tabs", role: "tablist", "aria-label": "聊天" });
    const more = iconButton("more", "更多操作", () => this.menu(more));
    this.element = h(
      "header",
      { class: "pane-head" },
      h("div", { class: "pane-who" }, avatar(id, name), h("span", { class: "pane-text" }, h("h2", {}, name), this.note), more, iconButton("close", `关闭${name}`, close)),
      this.tabs,
    );
  }

  /** A passing notice in place of the note: what the bot is doing. */
  acting(text) {
    this.note.textContent = text || this.pane.person.note;
    this.note.classList.toggle("acting", Boolean(text));
  }

  show() {
    this.acting("");
    this.showChats();
  }

  showChats() {
    const { pane } = this;
    this.tabs.replaceChildren(
      ...pane.chats.map((chat) => {
        const chosen = chat.id === pane.current;
        const count = pane.counts.get(chat.id);
        const live = chosen && pane.details?.video_chat;
        return h(
          "button",
          { class: "chat-tab", role: "tab", "aria-selected": String(chosen), data: { chat: chat.id }, on: { click: () => pane.open(chat.id) } },
          h("span", {}, chat.title),
          live ? h("span", { class: "live" }, "直播中") : null,
          count && !chosen ? h("span", { class: "badge", "aria-label": `${count} 条未读` }, count) : null,
        );
      }),
    );
    this.tabs.hidden = pane.chats.length < 2;
  }

  menu(anchor) {
    openMenu(anchor, this.pane.inPrivate ? this.privateItems() : this.groupItems(), "更多操作");
  }

  privateItems() {
    const { pane } = this;
    const { person } = pane;
    return [
      { label: "打开机器人链接…", run: () => this.followLink() },
      { label: "重新发送 /start", run: () => pane.act("send", { text: "/start" }) },
      person.blocked ? { label: "解除屏蔽", run: () => this.change("unblock") } : { label: "屏蔽机器人", danger: true, run: () => this.change("block") },
      null,
      { label: "重复投递上一条更新", run: () => this.repeat() },
      { label: "复制账号 ID", hint: String(person.id), run: () => this.copy(String(person.id)) },
    ];
  }

  groupItems() {
    const { pane } = this;
    const chat = pane.current;
    const { bot, video_chat: live } = pane.details;
    const inside = bot === "member" || bot === "administrator";
    return [
      { label: `群成员（${pane.details.members.length}）`, run: () => this.showMembers() },
      live
        ? { label: "结束视频聊天", run: () => pane.act("video_chat", { state: "ended" }) }
        : { label: "开始视频聊天", run: () => pane.act("video_chat", { state: "started" }) },
      { label: "预约视频聊天…", run: () => this.schedule() },
      null,
      inside ? null : { label: "添加机器人", run: () => this.change("add_bot") },
      bot === "member" ? { label: "设机器人为管理员", run: () => this.change("promote_bot") } : null,
      inside ? { label: "移除机器人", danger: true, run: () => this.change("remove_bot") } : null,
      pane.chat?.type === "group" ? { label: "升级为超级群", run: () => this.change("migrate") } : null,
      { label: "退出此群", danger: true, run: () => pane.act("leave", { chat }) },
    ].filter((item, at, all) => item || (at > 0 && at < 4 && all[at - 1]));
  }

  async change(action) {
    await this.pane.act(action);
    await this.pane.reloadChat();
  }

  async repeat() {
    const done = await this.pane.act("duplicate");
    if (done) toast(this.pane.element, `更新 ${done.update_id} 已再投递一次`);
  }

  async followLink() {
    const answer = await ask(this.pane.element, {
      title: "打开机器人链接", fields: [{ name: "url", label: "链接或启动参数", placeholder: `https://t.me/${this.pane.me.username}?start=…` }], confirm: "打开",
    });
    if (answer?.url.trim()) await this.pane.actions.follow(answer.url.trim());
  }

  async schedule() {
    const field = { name: "start", label: "开始时间（北京时间）", type: "datetime-local", value: toLocalInput(this.pane.now() + DAY_AHEAD) };
    const answer = await ask(this.pane.element, { title: "预约视频聊天", fields: [field], confirm: "预约" });
    if (!answer?.start) return;
    await this.pane.act("video_chat", { state: "scheduled", start_date: Math.round(Date.parse(fromLocalInput(answer.start)) / 1000) });
  }

  async showMembers() {
    const rows = this.pane.details.members.map((person) => h("li", {}, avatar(person.id, person.name, "small"), h("b", {}, person.name), h("small", {}, person.note)));
    const list = append(h("ul", { class: "members" }), rows);
    await ask(this.pane.element, { title: `群成员（${rows.length}）`, extra: list, confirm: "好", alert: true });
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text);
    toast(this.pane.element, "已复制");
  }
}
