// Sending more than text: the attachment menu, the file pickers, and the last look before it goes.

import { ask, h, openMenu } from "./dom.js";
import { askPlace } from "./keyboard.js";
import { toast } from "./overlay.js";
import { fileSize } from "./time.js";

const MOST_IN_ALBUM = 10;
const KINDS = {
  photo: { label: "图片", hint: "多选即为相册", accept: "image/*,video/*", several: true },
  video: { label: "视频", accept: "video/*" },
  voice: { label: "语音", accept: "audio/*" },
  audio: { label: "音频", accept: "audio/*" },
  document: { label: "文件", accept: "", several: true },
};

export function attachMenu(anchor, pane) {
  openMenu(anchor, [
    ...Object.entries(KINDS).map(([kind, { label, hint }]) => ({ label, hint, run: () => pick(pane, kind) })),
    null,
    { label: "我的名片", run: () => pane.act("contact") },
    { label: "他人的名片…", run: () => otherContact(pane) },
    { label: "位置…", run: () => place(pane) },
  ], "附件");
}

/** Choose files of one kind, to be looked at and sent. */
export function pick(pane, kind) {
  const { accept, several } = KINDS[kind];
  const input = h("input", { type: "file", accept, multiple: several, class: "hidden", "aria-label": KINDS[kind].label });
  input.addEventListener("change", () => {
    input.remove();
    sendFiles(pane, kind, [...input.files]);
  });
  input.addEventListener("cancel", () => input.remove());
  pane.element.append(input);
  input.click();
}

/** Show what is about to be sent, take a caption, and send it: one file, or an album of up to ten. */
export async function sendFiles(pane, kind, files) {
  if (!files.length) return;
  if (files.length > MOST_IN_ALBUM) {
    toast(pane.element, `一次最多发送 ${MOST_IN_ALBUM} 个文件`);
    return;
  }
  const urls = [];
  const views = files.map((file) => {
    if (!file.type.startsWith("image/")) return h("span", { class: "preview-file" }, h("b", {}, file.name), h("small", {}, fileSize(file.size)));
    urls.push(URL.createObjectURL(file));
    return h("img", { src: urls.at(-1), alt: file.name });
  });
  const title = files.length > 1 ? `发送 ${files.length} 个${kind === "document" ? "文件" : "图片或视频"}` : `发送${KINDS[kind].label}`;
  const fields = [{ name: "caption", label: "说明（可不填）", value: pane.composer.box.value }];
  const answer = await ask(pane.element, { title, extra: h("div", { class: "previews" }, views), fields, confirm: "发送" });
  for (const url of urls) URL.revokeObjectURL(url);
  if (!answer) return;
  pane.composer.setText("");
  const { target } = pane.composer;
  pane.composer.release();
  const blobs = files.map((file) => ({ blob: file, name: file.name }));
  const extra = { caption: answer.caption.trim() || undefined, reply_to: target?.editing ? undefined : target?.id };
  if (files.length > 1) await pane.act("album", { ...extra, as_documents: kind === "document" || undefined }, blobs);
  else await pane.act(kind === "photo" && files[0].type.startsWith("video/") ? "video" : kind, { ...extra, duration: await lengthOf(kind, files[0]) }, blobs);
}

/** The length of a recording in whole seconds; undefined for other kinds, or where the browser cannot tell. */
function lengthOf(kind, file) {
  if (!["voice", "audio", "video"].includes(kind)) return undefined;
  return new Promise((resolve) => {
    const media = document.createElement(kind === "video" ? "video" : "audio");
    const url = URL.createObjectURL(file);
    const done = (seconds) => {
      URL.revokeObjectURL(url);
      resolve(Number.isFinite(seconds) ? Math.max(1, Math.round(seconds)) : undefined);
    };
    media.addEventListener("loadedmetadata", () => done(media.duration));
    media.addEventListener("error", () => done(NaN));
    media.preload = "metadata";
    media.src = url;
  });
}

async function otherContact(pane) {
  const answer = await ask(pane.element, {
    title: "发送他人的名片", text: "填账号 ID 即某位人员的名片；没有账号的人，填手机号和姓名。", confirm: "发送",
    fields: [{ name: "of", label: "账号 ID" }, { name: "phone", label: "手机号" }, { name: "first_name", label: "姓名" }],
  });
  if (!answer) return;
  const { of, phone, first_name } = answer;
  if (of.trim()) await pane.act("contact", { of: Number(of) });
  else if (phone.trim() && first_name.trim()) await pane.act("contact", { phone: phone.trim(), first_name: first_name.trim() });
  else toast(pane.element, "请填账号 ID，或手机号和姓名");
}

async function place(pane) {
  const spot = await askPlace(pane.element, "发送位置", "发送");
  if (spot) await pane.act("location", spot);
}
