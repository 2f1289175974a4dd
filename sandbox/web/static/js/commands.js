/** What the typeahead offers after `/perin`: the subcommands, their arguments and what each does. */

export const COMMAND = "/perin";

export const SUBCOMMANDS = [
  { name: "help", hint: "", does: "What Perin is, and your next step" },
  { name: "calendar", hint: "", does: "Link, choose or unlink your Google calendar" },
  { name: "invite", hint: "@person", does: "Invite somebody’s Perin to schedule with yours", person: true },
  { name: "schedule", hint: "@person 45m next week about …", does: "Find a time and propose it", person: true },
  { name: "sessions", hint: "", does: "Open sessions and upcoming meetings" },
  { name: "connections", hint: "", does: "People your Perin is connected with" },
  { name: "permissions", hint: "@person", does: "What somebody’s Perin may do with your calendar", person: true },
  { name: "notifications", hint: "[unread]", does: "Your inbox" },
  { name: "settings", hint: "", does: "Working hours, zone, buffers, quiet hours" },
  { name: "pause", hint: "", does: "Stop others’ Perins for now" },
  { name: "resume", hint: "", does: "Let them ask again" },
  { name: "revoke", hint: "@person", does: "End a connection", person: true },
  { name: "block", hint: "@person", does: "End it and keep them away, silently", person: true },
  { name: "unblock", hint: "@person", does: "Let them invite you again", person: true },
  { name: "audit", hint: "", does: "What Perin did for you, when and why" },
  { name: "forget me", hint: "", does: "Delete everything Perin knows about you" },
];

/** The subcommand a text begins with (after `/perin `), or undefined. */
export const subcommandOf = (rest) => SUBCOMMANDS.find(({ name }) => rest.toLowerCase().startsWith(`${name} `));
