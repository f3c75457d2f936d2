// Recording a voice message: the microphone, the bar that is there meanwhile, and a file where there is no microphone.

import { pick } from "./attach.js";
import { ask, h, icon, iconButton } from "./dom.js";
import { toast } from "./overlay.js";
import { duration } from "./time.js";

// Every browser records in one of these; the first is what Telegram's own apps send.
const FORMATS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const SHORTEST = 0.7;
const WHY = { NotAllowedError: "没有使用麦克风的权限。", NotFoundError: "没有找到麦克风。", NotReadableError: "麦克风正被别的程序占用。" };

export class Recorder {
  /** `onChange()` follows each beginning and end of a recording. */
  constructor(pane, onChange) {
    this.pane = pane;
    this.onChange = onChange;
    this.asking = false;
    this.taken = null;
    this.time = h("span", { class: "recording-time", role: "timer", "aria-label": "录音时长" });
    this.element = h(
      "div",
      { class: "line recording", role: "group", "aria-label": "正在录音", hidden: true },
      iconButton("close", "取消录音", () => this.cancel()), h("span", { class: "recording-dot" }), this.time,
      h("button", { class: "send", "aria-label": "发送录音", title: "发送录音", on: { click: () => this.send() } }, icon("send")),
    );
  }

  get running() {
    return Boolean(this.taken);
  }

  get seconds() {
    return (performance.now() - this.taken.began) / 1000;
  }

  async start() {
    if (this.asking || this.taken) return;
    const chat = this.pane.current;
    this.asking = true;
    try {
      // Both are missing in old browsers, and the first on a page that came over the network without TLS.
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (chat !== this.pane.current || !this.element.isConnected) release(stream);
      else this.begin(stream, chat);
    } catch (error) {
      const text = `${WHY[error.name] ?? "这个浏览器不能在此页面录音。"}可以在浏览器的设置里允许后再试，也可以选一个录好的音频文件。`;
      if (await ask(this.pane.element, { title: "无法录音", text, confirm: "选择文件" })) pick(this.pane, "voice");
    } finally {
      this.asking = false;
    }
  }

  begin(stream, chat) {
    const recorder = new MediaRecorder(stream, { mimeType: FORMATS.find((format) => MediaRecorder.isTypeSupported(format)) });
    const parts = [];
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    recorder.start();
    this.taken = { recorder, stream, parts, stopped, chat, began: performance.now() };
    this.timer = setInterval(() => this.tick(), 200);
    this.tick();
    this.show();
    this.element.querySelector(".send").focus();
  }

  tick() {
    this.time.textContent = duration(Math.floor(this.seconds));
  }

  /** Give the microphone back; the recording that was under way, with its length in `seconds`. */
  end() {
    const taken = { ...this.taken, seconds: this.seconds };
    clearInterval(this.timer);
    if (taken.recorder.state !== "inactive") taken.recorder.stop();
    release(taken.stream);
    this.taken = null;
    this.show();
    return taken;
  }

  cancel() {
    if (this.taken) this.end();
  }

  async send() {
    const { recorder, parts, stopped, chat, seconds } = this.end();
    if (seconds < SHORTEST) {
      toast(this.pane.element, "录音太短，请再录一次");
      return;
    }
    await stopped;
    const { composer } = this.pane;
    const reply_to = composer.target?.editing ? undefined : composer.target?.id;
    composer.release({ keepText: true });
    const [type] = recorder.mimeType.split(";");
    const file = { blob: new Blob(parts, { type }), name: `voice.${type.split("/")[1]}` };
    const fields = { chat, reply_to, duration: Math.max(1, Math.round(seconds)) };
    while ((await this.pane.act("voice", fields, [file])) === undefined) {
      if (!(await ask(this.pane.element, { title: "录音没有发出", text: "录音还在，可以再发一次。", confirm: "再发一次", cancel: "放弃录音" }))) return;
    }
  }

  /** Whether the chat may be left: a recording under way is not given up without a word. */
  async mayLeave() {
    if (!this.taken) return true;
    if (!(await ask(this.pane.element, { title: "放弃正在录的语音？", confirm: "放弃", cancel: "继续录音" }))) return false;
    this.cancel();
    return true;
  }

  show() {
    this.element.hidden = !this.taken;
    this.onChange();
  }
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
