import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { areas } from "../../../words";
import type { Surroundings } from "../../../test/fake-clinic";
import { expectAccessible, primaryButtons, showApp } from "../../../test/show";

const words = areas.labOrders.en;
const labs = areas.labs.en;
const AT = { page: "patient", id: "p1", tab: "labs" } as const;

async function open(surroundings: Surroundings = {}) {
  const { clinic } = showApp({ at: AT, ...surroundings });
  const user = userEvent.setup();
  await screen.findByRole("tab", { name: "Labs and medicines", selected: true });
  return { clinic, user };
}
const menu = async (user: ReturnType<typeof userEvent.setup>, tests: string, item: string) => {
  await user.click(await screen.findByRole("button", { name: `${areas.frame.en.more}: ${words.ofOrder(tests)}` }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
};

/** Orders potassium and a test that the list does not have, by keys alone. */
async function order(user: ReturnType<typeof userEvent.setup>) {
  (await screen.findByRole("button", { name: words.order })).focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByLabelText(words.addTest)).toHaveFocus());
  await user.keyboard("pot");
  await screen.findByRole("option", { name: /Potassium/ });
  await user.keyboard("{Enter}Quagga{Enter}");
  await screen.findByRole("button", { name: words.remove("Quagga") });
  await user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText("Potassium, Quagga");
}

describe("the orders of a patient", () => {
  it("are typed by keys, collected, and get their results", async () => {
    const { clinic, user } = await open({ empty: true });
    await order(user);
    expect(clinic.calls).toContain("orderLabTests");
    expect(screen.getByText(areas.chips.en.ordered)).toBeVisible();
    await expectAccessible();
    await menu(user, "Potassium, Quagga", words.collect);
    await user.type(await screen.findByLabelText(labs.laboratory), "Central{Enter}");
    await screen.findByText(areas.chips.en.collected);
    await menu(user, "Potassium, Quagga", words.enter);
    expect(await screen.findByText(words.toCome("Potassium, Quagga"))).toBeVisible();
    const value = await screen.findByLabelText(labs.value);
    await waitFor(() => expect(value).toHaveFocus());
    expect(screen.getByLabelText(labs.test)).toHaveValue("Potassium");
    await user.keyboard("6.6{Enter}");
    // critical: nothing is written before it says who was told
    const informed = await screen.findByLabelText(new RegExp(words.informed.replace("?", "\\?")));
    await waitFor(() => expect(informed).toHaveFocus());
    expect(clinic.calls).not.toContain("addLabResult");
    await user.keyboard("Dr Osei{Enter}");
    await waitFor(() => expect(screen.getByLabelText(labs.test)).toHaveValue("Quagga"));
    expect(screen.getAllByText(areas.chips.en.criticalHigh)[0]).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText(labs.value)).toHaveFocus());
    await user.keyboard("negative{Enter}");
    await waitFor(() => expect(screen.queryByRole("form", { name: labs.addLine })).toBeNull());
    expect(screen.getByText(areas.chips.en.unread)).toBeVisible();
    expect(primaryButtons()).toEqual([words.setRead]);
    expect(screen.getByText(/Dr Osei, .* was told/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: words.setRead }));
    await waitFor(() => expect(screen.queryByText(areas.chips.en.unread)).toBeNull());
    expect(clinic.calls).toContain("readLabResults");
  }, 60_000);

  it("ask anew who was told when a critical result is corrected", async () => {
    const { clinic, user } = await open({ empty: true });
    await order(user);
    await menu(user, "Potassium, Quagga", words.collect);
    await user.type(await screen.findByLabelText(labs.laboratory), "Central{Enter}");
    await screen.findByText(areas.chips.en.collected);
    await menu(user, "Potassium, Quagga", words.enter);
    const value = await screen.findByLabelText(labs.value);
    await waitFor(() => expect(value).toHaveFocus());
    await user.keyboard("6.6{Enter}");
    const asked = new RegExp(words.informed.replace("?", "\\?"));
    await user.type(await screen.findByLabelText(asked), "Dr Osei{Enter}");
    await screen.findByText(/Dr Osei, .* was told/);
    await user.click((await screen.findAllByRole("button", { name: `${areas.frame.en.more}: Potassium` }))[0]!);
    await user.click(await screen.findByRole("menuitem", { name: labs.correct, hidden: true }));
    const form = within(await screen.findByRole("form", { name: labs.correctLine("Potassium") }));
    await user.clear(form.getByLabelText(labs.value));
    await user.type(form.getByLabelText(labs.value), "7.1{Enter}");
    expect(await form.findByText(words.informedAnew)).toBeVisible();
    expect(clinic.calls).not.toContain("correctLabResult");
    // the same words are a new answer
    await user.type(form.getByLabelText(asked), "Dr Osei{Enter}");
    await waitFor(() => expect(clinic.calls).toContain("correctLabResult"));
    expect(await screen.findByText(/Dr Osei, .* was told, corrected/)).toBeVisible();
  }, 60_000);

  it("are corrected by keys, and say what stood there before", async () => {
    const { clinic, user } = await open({ empty: true });
    await order(user);
    await menu(user, "Potassium, Quagga", words.correct);
    const form = within(await screen.findByRole("form", { name: words.correct }));
    await waitFor(() => expect(form.getByLabelText(words.addTest)).toHaveFocus());
    await user.click(form.getByRole("button", { name: words.remove("Quagga") }));
    await user.type(form.getByLabelText(words.note), "Fasting");
    await expectAccessible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(
      await screen.findByText(/^Fasting · Was: Potassium, Quagga, As soon as possible\. Corrected /),
    ).toBeVisible();
    expect(clinic.calls).toContain("correctLabOrder");
    expect(screen.queryByRole("form", { name: words.correct })).toBeNull();
  }, 60_000);

  it("cannot be corrected once they are collected", async () => {
    const { user } = await open({ empty: true });
    await order(user);
    await menu(user, "Potassium, Quagga", words.collect);
    await user.type(await screen.findByLabelText(labs.laboratory), "Central{Enter}");
    await screen.findByText(areas.chips.en.collected);
    const more = `${areas.frame.en.more}: ${words.ofOrder("Potassium, Quagga")}`;
    await user.click(await screen.findByRole("button", { name: more }));
    expect(await screen.findByRole("menuitem", { name: words.enter, hidden: true })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: words.correct, hidden: true })).toBeNull();
  }, 60_000);

  it("are cancelled with a reason", async () => {
    const { clinic, user } = await open({ empty: true });
    await order(user);
    await menu(user, "Potassium, Quagga", words.cancel);
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByRole("textbox"), "Measured elsewhere{Enter}");
    expect(await screen.findByText(areas.chips.en.cancelled)).toBeVisible();
    expect(await screen.findByText(/Cancelled: Measured elsewhere/)).toBeVisible();
    expect(clinic.calls).toContain("cancelLabOrder");
  }, 60_000);

  it("need a test, and say so at the field", async () => {
    const { user } = await open({ empty: true });
    await user.click(await screen.findByRole("button", { name: words.order }));
    await user.click(await screen.findByRole("button", { name: words.submit }));
    expect(await screen.findByText(areas.wrongFields.en.required)).toBeVisible();
  });

  it("begin next to the results, in one row of buttons", async () => {
    await open();
    const order = await screen.findByRole("button", { name: words.order });
    expect(order.parentElement).toContainElement(screen.getByRole("button", { name: labs.add }));
  });

  it("are made by users who may order", async () => {
    await open({ rights: ["patients.read", "chart.read", "measurements.write", "sync.run"] });
    await screen.findByRole("table", { name: labs.byTest });
    expect(screen.queryByRole("button", { name: words.order })).toBeNull();
  });
});

describe("the worklist of the laboratory", () => {
  it("lists what is to be collected and what waits for results", async () => {
    const rights = ["patients.read", "chart.read", "measurements.write", "labs.order", "sync.run"] as const;
    const { clinic, user } = await open({ empty: false, rights: [...rights] });
    await clinic.orderLabTests({
      patientId: "p1",
      visitId: null,
      form: { tests: [{ test: "sodium", name: "" }], wishedOn: "", note: "Fasting" },
    });
    await user.keyboard("gt");
    expect(await screen.findByRole("tab", { name: `${words.parts.toCollect} 1` })).toBeVisible();
    expect(await screen.findByText("Fasting")).toBeVisible();
    await expectAccessible();
    await user.click(await screen.findByRole("button", { name: words.collect }));
    await user.keyboard("{Enter}");
    expect(await screen.findByText(words.allDone)).toBeVisible();
    await user.click(screen.getByRole("tab", { name: `${words.parts.toResult} 1` }));
    await user.click(await screen.findByRole("button", { name: words.enter }));
    expect(await screen.findByText(words.toCome("Sodium"))).toBeVisible();
    await user.keyboard("140{Enter}");
    expect(await screen.findByText(words.allDone)).toBeVisible();
  }, 60_000);
});
