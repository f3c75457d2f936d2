// The sandbox's control API: requests, and the stream of events.

export class ApiError extends Error {}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError("连不上沙盒服务");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(body.error ?? `沙盒返回 ${response.status}`);
  return body;
}

const query = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
};

const json = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: body === undefined ? undefined : JSON.stringify(body),
});

export const api = {
  me: () => request("/sandbox/me"),
  people: (q, offset = 0, limit = 60) => request(`/sandbox/people?${query({ q, offset, limit })}`),
  chats: (user) => request(`/sandbox/chats?${query({ user })}`),
  chat: (user, chat) => request(`/sandbox/chat?${query({ user, chat })}`),
  messages: (user, chat, before) => request(`/sandbox/messages?${query({ user, chat, before, limit: 50 })}`),
  clock: () => request("/sandbox/clock"),
  setClock: (change) => request("/sandbox/clock", json("POST", change)),
  faults: () => request("/sandbox/faults"),
  setFaults: (change) => request("/sandbox/faults", json("POST", change)),
  clearFaults: () => request("/sandbox/faults", { method: "DELETE" }),
  journal: () => request("/sandbox/journal?limit=8"),
  updates: () => request("/sandbox/updates"),

  /** Do something as a person; resolves to the act's result. */
  act: async (fields) => (await request("/sandbox/act", json("POST", fields))).result,

  /** An act that carries files: a list of {blob, name}. */
  actWithFiles: async (fields, files) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined && value !== null) form.append(name, String(value));
    }
    for (const file of files) form.append("file", file.blob, file.name);
    return (await request("/sandbox/act", { method: "POST", body: form })).result;
  },
};

/** One WebSocket for all open people; opened anew when they change, and after a loss. */
export class Events {
  constructor({ onEvent, onState, onOpen }) {
    Object.assign(this, { onEvent, onState, onOpen });
    this.users = [];
    this.socket = null;
    this.wait = 500;
  }

  watch(users) {
    const wanted = [...users];
    if (this.socket && wanted.join() === this.users.join()) return;
    this.users = wanted;
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const users = this.users.map((user) => `user=${user}`).join("&");
    const old = this.socket;
    const socket = new WebSocket(`${scheme}//${location.host}/sandbox/events?${users}`);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = 500;
      old?.close();
      this.onState(true);
      this.onOpen();
    };
    socket.onmessage = (message) => socket === this.socket && this.onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.onState(false);
      this.timer = setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, 8000);
    };
  }
}
