import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { SettingList } from "../../ipc/views";
import type { SettingsSection } from "../../nav/navigation";
import { PASSWORD } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { showApp } from "../../test/show";
import { areas } from "../../words";

const at = (section?: SettingsSection) => ({ page: "settings", section }) as const;
const customFields = areas.customFields.en;
const measurementKinds = areas.measurementKinds.en;
const settings = areas.settings.en;
const locations = areas.locations.en;
const dialogs: [SettingList, string, string, SettingsSection][] = [
  ["customFields", customFields.add, customFields.label, "notes"],
  ["kinds", measurementKinds.add, measurementKinds.name, "measurements"],
  ["users", settings.addUser, settings.firstName, "users"],
  ["facilities", locations.addFacility, locations.name, "sites"],
  ["departments", locations.of.department.add, locations.name, "sites"],
  ["rooms", locations.of.room.add, locations.name, "sites"],
];

it.each(dialogs)(
  "what is typed of %s survives Escape and a lock, until it is cancelled",
  async (list, add, label, section) => {
    const { clinic } = showApp({ at: at(section) });
    const user = userEvent.setup();
    const begin = async () => {
      await user.click(await screen.findByRole("button", { name: add }));
      return within(await screen.findByRole("dialog", { name: add }));
    };
    const of = { form: "setting", list, id: null } as const;
    await user.type((await begin()).getByLabelText(label), "Quagga");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(async () => expect((await clinic.formDraft(of))?.text).toContain("Quagga"));
    expect(await (await begin()).findByDisplayValue("Quagga")).toBeVisible();
    await user.type(screen.getByDisplayValue("Quagga"), "s");
    await user.keyboard("{Control>}l{/Control}");
    await user.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
    const again = await begin();
    expect(await again.findByDisplayValue("Quaggas")).toBeVisible();
    await user.click(again.getByRole("button", { name: "Cancel" }));
    await waitFor(async () => expect(await clinic.formDraft(of)).toBeNull());
    expect((await begin()).getByLabelText(label)).toHaveValue("");
  },
  60_000,
);

it("keeps a new user in a draft, and names each wrong field", async () => {
  const { clinic } = showApp({ at: at() });
  const user = userEvent.setup();
  const of = { form: "setting", list: "users", id: null } as const;
  const typed = { firstName: "Kofi", lastName: "Tal", username: "diet", email: "none", roleId: "r1" };
  await clinic.saveFormDraft({ of, about: null, text: JSON.stringify(typed) });
  await user.click(await screen.findByRole("button", { name: settings.addUser }));
  expect(await screen.findByDisplayValue("Kofi")).toBeVisible();
  const dialog = within(screen.getByRole("dialog"));
  await user.click(dialog.getByLabelText(settings.lastName));
  await user.paste("lis");
  const fields = [
    { field: "username", reason: "taken", limit: null, reference: null },
    { field: "email", reason: "notAnEmail", limit: null, reference: null },
  ] as const;
  clinic.refuse("addUser", R.refusal("invalid", { field: "username", reason: "taken", fields: [...fields] }));
  fireEvent.submit(dialog.getByLabelText(settings.lastName).closest("form")!);
  await waitFor(() => expect(dialog.getByLabelText(settings.username)).toBeInvalid());
  expect(dialog.getByLabelText(settings.email)).toBeInvalid();
  const draft = await clinic.formDraft(of);
  expect(draft?.text).toContain("Tallis");
}, 60_000);

it("keeps a label that is half typed over a lock", async () => {
  const { clinic } = showApp({ at: at("tags") });
  const user = userEvent.setup();
  const tags = areas.tags.en;
  await user.click(await screen.findByRole("button", { name: tags.add }));
  await user.keyboard("Quagga");
  await user.keyboard("{Control>}l{/Control}");
  await user.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(clinic.calls).not.toContain("addTag");
  await user.click(await screen.findByRole("button", { name: tags.add }));
  expect(await screen.findByDisplayValue("Quagga")).toBeVisible();
}, 60_000);
