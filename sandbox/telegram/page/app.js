// Starts the page: the list of people, the columns, the clock, the fault panel, and the stream of events between them.

import { api, Events } from "./api.js";
import { ClockStrip } from "./clock.js";
import { Columns } from "./columns.js";
import { icon } from "./dom.js";
import { FaultPanel } from "./faults.js";
import { toast } from "./overlay.js";
import { People } from "./people.js";
import { rememberOpen, rememberRecent, startingPeople } from "./store.js";

const at = (id) => document.getElementById(id);
const report = (error) => toast(document.body, error.message);

const clock = new ClockStrip(at("clock"), report);
const faults = new FaultPanel(at("tools"), at("tools-button"), report);
const people = new People({
  list: at("people-list"), search: at("people-search"), count: at("people-count"), posts: at("people-posts"),
  choose: (person) => choose(person), isOpen: (id) => columns.has(id),
});
const columns = new Columns({
  panes: at("panes"), tabs: at("tabs"), welcome: at("welcome"), onChange: (ids) => changed(ids), now: () => clock.now(),
});
const events = new Events({
  onEvent: (event) => (event.type === "clock" ? clock.take(event) : columns.handle(event)),
  onState: (up) => {
    at("state").textContent = up ? "已连接" : "连接断开，正在重连…";
    document.body.classList.toggle("offline", !up);
  },
  onOpen: () => refresh().catch(report),
});

function choose(person) {
  rememberRecent(person.id);
  columns.open(person);
  show("columns");
}

function changed(ids) {
  rememberOpen(ids);
  events.watch(ids);
  people.show();
  if (!ids.length) show("people");
}

/** At a phone's width one of the two is seen: `people` or `columns`. */
function show(view) {
  document.body.dataset.view = view;
}

/** Everything that may have changed while no event could arrive. */
async function refresh() {
  clock.take(await api.clock());
  await columns.refresh();
}

at("people-button").append(icon("people"));
at("tools-button").append(icon("bolt"));
at("people-button").addEventListener("click", () => show(document.body.dataset.view === "people" && columns.size ? "columns" : "people"));
at("welcome-people").addEventListener("click", () => show("people"));
at("tools-button").addEventListener("click", () => faults.toggle());
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea");
  if (event.key === "/" && !typing && document.body.dataset.view === "people") {
    event.preventDefault();
    at("people-search").focus();
  }
});

async function start() {
  clock.take(await api.clock());
  columns.me = await api.me();
  await people.load();
  const opened = startingPeople().map((id) => people.byId.get(id)).filter(Boolean);
  for (const person of opened) columns.open(person, { quietly: true });
  if (opened.length) {
    columns.activate(opened[0].id);
    show("columns");
  }
  changed(columns.ids);
}

start().catch((error) => {
  at("state").textContent = error.message;
  document.body.classList.add("offline");
});
