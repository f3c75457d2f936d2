// What a message carries besides text: pictures, files, sound, polls, contacts, places.

import { append, avatar, h, icon } from "./dom.js";
import { clockTime, duration, fileSize } from "./time.js";

/** The media part of one message, or null. `actions` as in message.js. */
export function mediaOf(message, actions) {
  const media = message.media;
  if (media) {
    if (media.kind === "photo" || media.kind === "sticker") return picture(media, actions);
    if (media.kind === "video" || media.kind === "animation") return film(media);
    if (media.kind === "voice" || media.kind === "audio") return sound(media);
    return paper(media);
  }
  if (message.contact) return contactCard(message.contact);
  if (message.venue) return placeCard(message.venue.location, message.venue.title);
  if (message.location) return placeCard(message.location);
  if (message.poll) return pollCard(message, actions);
  if (message.dice) return h("div", { class: "dice" }, `${message.dice.emoji} ${message.dice.value}`);
  return null;
}

/** Several messages of one album as one grid. */
export function album(messages, actions) {
  const visual = messages.every((message) => ["photo", "video"].includes(message.media?.kind));
  const grid = h("div", { class: visual ? `album n${Math.min(messages.length, 10)}` : "album-files" });
  for (const message of messages) append(grid, [mediaOf(message, actions)]);
  return grid;
}

function picture(media, actions) {
  const image = h("img", { src: media.url, alt: media.kind === "sticker" ? "贴纸" : "图片", loading: "lazy" });
  if (media.width && media.height) {
    image.width = media.width;
    image.height = media.height;
  }
  return h("button", { class: `picture ${media.kind}`, "aria-label": "放大图片", on: { click: () => actions.zoom(media.url) } }, image);
}

function film(media) {
  const video = h("video", { src: media.url, controls: true, preload: "metadata", playsinline: true });
  if (media.kind === "animation") Object.assign(video, { loop: true, muted: true, autoplay: true });
  return h("div", { class: "film" }, video);
}

function sound(media) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = media.url;
  const bar = h("progress", { max: "1", value: 0, "aria-label": "播放进度" });
  const time = h("span", { class: "sound-time" }, duration(media.duration));
  const name = media.kind === "audio" ? h("span", { class: "sound-name" }, media.name || "音频") : null;
  const button = h("button", { class: "round", "aria-label": "播放" }, icon("play"));
  const show = () => {
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", audio.paused ? "播放" : "暂停");
  };
  button.addEventListener("click", () => (audio.paused ? audio.play().catch(() => hint()) : audio.pause()));
  const hint = () => {
    time.textContent = "无法播放";
  };
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("timeupdate", () => {
    const length = Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : media.duration || 1;
    bar.value = audio.currentTime / length;
    time.textContent = duration(audio.currentTime);
  });
  return h("div", { class: `sound ${media.kind}` }, button, h("div", { class: "sound-body" }, name, bar, time));
}

function paper(media) {
  return h(
    "a",
    { class: "paper", href: media.url, download: media.name || "文件", rel: "noopener" },
    h("span", { class: "round" }, icon("file")),
    h("span", { class: "paper-name" }, h("b", {}, media.name || "文件"), h("small", {}, fileSize(media.size))),
  );
}

function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return h(
    "div",
    { class: "card contact" },
    avatar(contact.user_id ?? 0, name),
    h("span", {}, h("b", {}, name), h("small", {}, contact.phone_number)),
  );
}

function placeCard(location, title) {
  const where = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return h(
    "div",
    { class: "card place" },
    h("span", { class: "map", "aria-hidden": "true" }, icon("pin")),
    h("span", {}, h("b", {}, title ?? "位置"), h("small", {}, where)),
  );
}

function pollCard(message, actions) {
  const { poll } = message;
  const mine = message.my_votes ?? [];
  const right = poll.correct_option_ids ?? (poll.correct_option_id === undefined ? [] : [poll.correct_option_id]);
  const voted = mine.length > 0;
  const open = !poll.is_closed && !voted;
  const chosen = actions.chosen(message);
  const many = poll.allows_multiple_answers;
  const kind = `${poll.is_anonymous ? "匿名" : "公开"}${poll.type === "quiz" ? "测验" : "投票"}${many ? " · 可多选" : ""}${poll.is_closed ? " · 已结束" : ""}`;
  const submit = h("button", { class: "poll-submit", disabled: chosen.size === 0, on: { click: () => actions.vote(message, [...chosen].sort((a, b) => a - b)) } }, "提交");
  const options = poll.options.map((option, at) => {
    const share = poll.total_voter_count ? Math.round((100 * option.voter_count) / poll.total_voter_count) : 0;
    const picked = mine.includes(at);
    const state = !open && poll.type === "quiz" && right.length ? (right.includes(at) ? "right" : picked ? "wrong" : "") : picked ? "picked" : "";
    const mark = { right: "✓", wrong: "✗", picked: "✓" }[state] ?? "";
    const bar = h("span", { class: "poll-bar" });
    bar.style.width = open ? "0" : `${share}%`;
    const press = (event) => {
      if (!many) {
        actions.vote(message, [at]);
        return;
      }
      if (!chosen.delete(at)) chosen.add(at);
      event.currentTarget.setAttribute("aria-checked", chosen.has(at));
      submit.disabled = chosen.size === 0;
    };
    return h(
      "button",
      { class: `poll-option ${state}`, role: many ? "checkbox" : "radio", "aria-checked": String(picked || (open && chosen.has(at))), disabled: !open, on: { click: press } },
      h("span", { class: "poll-mark" }, open ? "" : mark || `${share}%`),
      h("span", { class: "poll-label" }, option.text, open ? null : h("small", {}, `${option.voter_count} 票`)),
      bar,
    );
  });
  const retract = () => actions.vote(message, []);
  return h(
    "div",
    { class: "poll", role: "group", "aria-label": `投票：${poll.question}` },
    h("b", {}, poll.question),
    h("small", {}, kind, poll.close_date ? ` · ${clockTime(poll.close_date)} 截止` : ""),
    options,
    many && open ? submit : null,
    !open && poll.explanation ? h("p", { class: "poll-note" }, poll.explanation) : null,
    h("small", {}, `${poll.total_voter_count} 人参与`, voted && !poll.is_closed && poll.type !== "quiz" ? h("button", { class: "command", on: { click: retract } }, "撤回投票") : null),
  );
}
