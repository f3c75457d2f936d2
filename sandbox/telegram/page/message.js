// One bubble (or one album) in a conversation.

import { append, h, hue, icon } from "./dom.js";
import { album, mediaOf } from "./media.js";
import { richText } from "./text.js";
import { clockTime, duration, fullTime } from "./time.js";

const LONG_PRESS = 450;
const STRAY = 10;

/**
 * The node for a block of messages: one message, or the messages of one album.
 * `actions` as in actions.js; `inGroup` shows who wrote it.
 */
export function block(messages, actions, inGroup) {
  const first = messages[0];
  const last = messages[messages.length - 1];
  const service = serviceText(first);
  if (service) return h("div", { class: "service", data: { id: first.message_id } }, h("span", {}, service));

  const text = messages.map((message) => message.html).find(Boolean);
  const body = h("div", { class: "bubble" });
  if (inGroup && !first.out) append(body, [senderName(first)]);
  append(body, [quote(first, actions), messages.length > 1 ? album(messages, actions) : mediaOf(first, actions)]);
  if (text) body.append(richText(text, actions));
  body.append(footer(last, actions));
  const more = h("button", { class: "bubble-more", "aria-label": "消息操作", title: "消息操作", on: { click: (event) => actions.menu(last, event.currentTarget) } }, icon("down"));
  body.append(more);
  onAsk(body, (at) => actions.menu(last, more, at));
  const rows = last.reply_markup?.inline_keyboard;
  const lone = messages.length === 1 && first.media?.kind === "photo" ? first.media : null;
  const kind = `message ${first.out ? "out" : "in"}${first.media || first.poll ? " has-media" : ""}${lone ? " has-photo" : ""}${text ? "" : " no-text"}${marks(last) ? " marked" : ""}`;
  const article = h(
    "article",
    { class: kind, data: { id: last.message_id }, "aria-label": first.out ? "我" : senderLabel(first) },
    body,
    rows ? inlineKeyboard(last, rows, actions) : null,
  );
  if (lone) article.style.setProperty("--ratio", lone.width / lone.height);
  return article;
}

function senderLabel(message) {
  if (message.sender_chat) return message.sender_chat.title ?? "群";
  return [message.from?.last_name, message.from?.first_name].filter(Boolean).join("") || "未知";
}

function senderName(message) {
  const name = h("span", { class: "sender" }, senderLabel(message), message.from?.is_bot ? h("small", {}, "机器人") : null);
  name.style.setProperty("--hue", hue(message.from?.id ?? 0));
  return name;
}

/** A short plain description of a message, for quotes and previews. */
export function summary(message) {
  if (!message) return "";
  const text = message.text ?? message.caption;
  if (text) return text.replace(/\s+/g, " ").slice(0, 80);
  const kinds = { photo: "图片", document: "文件", video: "视频", audio: "音频", voice: "语音", animation: "动图", sticker: "贴纸" };
  if (message.media) return `[${kinds[message.media.kind] ?? "附件"}]`;
  for (const [key, name] of Object.entries({ ...kinds, contact: "联系人", location: "位置", venue: "地点", poll: "投票" })) {
    if (message[key]) return `[${name}]`;
  }
  return serviceText(message) ?? "";
}

function quote(message, actions) {
  const forwarded = message.forward_origin
    ? h("span", { class: "forwarded" }, `转发自 ${message.forward_origin.sender_user?.first_name ?? message.forward_origin.sender_user_name ?? "他人"}`)
    : null;
  const to = message.reply_to_message;
  if (!to) return forwarded;
  return [
    forwarded,
    h(
      "button",
      { class: "quote", "aria-label": "查看被回复的消息", on: { click: () => actions.jump(to.message_id) } },
      h("b", {}, senderLabel(to)),
      h("span", {}, summary(to)),
    ),
  ];
}

function footer(message, actions) {
  const chips = (message.reactions ?? []).map((reaction) =>
    h(
      "button",
      { class: reaction.mine ? "reaction mine" : "reaction", "aria-pressed": reaction.mine, on: { click: () => actions.react(message, reaction.mine ? "" : reaction.emoji) } },
      `${reaction.emoji} ${reaction.count}`,
    ),
  );
  const time = h("time", { title: fullTime(message.date) }, `${marks(message)}${clockTime(message.date)}`);
  return h("div", { class: "foot" }, chips.length ? h("span", { class: "reactions" }, chips) : null, time, message.out ? icon("check") : null);
}

/** What stands before the time. A bot's screens are edited at every press: like Telegram's own apps, the page does not say so. */
function marks(message) {
  return `${message.pinned ? "置顶 " : ""}${message.edit_date && !message.from?.is_bot ? "已编辑 " : ""}`;
}

/** `run(point)` at a right click, and where there is no mouse at a long press. */
function onAsk(node, run) {
  let timer, from;
  const stop = () => clearTimeout(timer);
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  node.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    if (event.pointerType !== "touch") run({ x: event.clientX, y: event.clientY });
  });
  node.addEventListener("pointerdown", (event) => {
    stop();
    node.removeEventListener("click", swallow, true);
    if (event.pointerType !== "touch") return;
    from = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      // Lifting the finger is no press of what lies under it.
      node.addEventListener("click", swallow, { capture: true, once: true });
      run(from);
    }, LONG_PRESS);
  });
  node.addEventListener("pointermove", (event) => from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > STRAY && stop());
  for (const event of ["pointerup", "pointercancel", "pointerleave"]) node.addEventListener(event, stop);
}

function inlineKeyboard(message, rows, actions) {
  return h(
    "div",
    { class: "inline-keyboard", role: "group", "aria-label": "按钮" },
    rows.map((row, r) =>
      h(
        "div",
        { class: "inline-row" },
        row.map((button, c) => {
          const link = button.url || button.login_url ? h("span", { class: "corner", "aria-label": "链接" }, "↗") : null;
          const style = button.style ? ` ${button.style}` : "";
          const busy = Boolean(button.callback_data) && actions.isBusy(message, button);
          return h(
            "button",
            { class: `inline-button${style}`, "aria-busy": String(busy), data: { data: button.callback_data ?? "" }, on: { click: () => actions.press(message, r, c, button) } },
            h("span", {}, button.text),
            link,
          );
        }),
      ),
    ),
  );
}

const nameOf = (person) => [person?.last_name, person?.first_name].filter(Boolean).join("");

/** The line in the middle of the conversation for a service message, or null for an ordinary one. */
export function serviceText(message) {
  const who = nameOf(message.from);
  if (message.video_chat_scheduled) return `视频聊天定于 ${fullTime(message.video_chat_scheduled.start_date)}`;
  if (message.video_chat_started) return `${who} 开始了视频聊天`;
  if (message.video_chat_ended) return `视频聊天已结束，时长 ${duration(message.video_chat_ended.duration)}`;
  if (message.video_chat_participants_invited) return `${who} 邀请了成员加入视频聊天`;
  if (message.new_chat_members) return `${message.new_chat_members.map(nameOf).join("、")} 加入了群`;
  if (message.left_chat_member) return `${nameOf(message.left_chat_member)} 离开了群`;
  if (message.pinned_message) return `${who} 置顶了“${summary(message.pinned_message)}”`;
  if (message.new_chat_title) return `群名改为“${message.new_chat_title}”`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "群已升级为超级群";
  if (message.group_chat_created || message.supergroup_chat_created) return "群已创建";
  if (message.message_auto_delete_timer_changed) return "自动删除时间已更改";
  return null;
}
