import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { App } from "../../app/App";
import { fakeClinic } from "../../test/fake-clinic";
import { refusal } from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const OPEN = { folder: "riverside", name: "Riverside", isOpen: true, user: "Ama Mensah" };

it("says nothing of other clinics where there are none", async () => {
  const { clinic } = showApp({ stage: "locked" });
  await screen.findByLabelText("Password");
  await waitFor(() => expect(clinic.calls).toContain("clinics"));
  expect(screen.queryByRole("button", { name: "Other clinics" })).toBeNull();
  expect(screen.queryByText(/still open/)).toBeNull();
});

it("leads from a lock screen to another clinic, by a digit too", async () => {
  showApp({ stage: "locked", others: [{ folder: "hillside", name: "Hillside" }] });
  await userEvent.click(await screen.findByRole("button", { name: "Other clinics" }));
  const menu = await screen.findByRole("menu", { hidden: true });
  expect(within(menu).getByRole("menuitem", { name: /Hillside.*Locked/, hidden: true })).toBeInTheDocument();
  await expectAccessible();
  await userEvent.keyboard("2");
  expect(await screen.findByRole("heading", { name: "Hillside" })).toBeVisible();
  expect(screen.queryByText(/still open/)).toBeNull();
});

it("says which clinic is still open, and leads back to it", async () => {
  showApp({ stage: "locked", others: [OPEN] });
  expect(await screen.findByText("Riverside is still open, as Ama Mensah.")).toBeVisible();
  await expectAccessible();
  await userEvent.click(screen.getByRole("button", { name: "Back to Riverside" }));
  expect(await screen.findByRole("button", { name: "Clinic: Riverside" })).toBeVisible();
});

it("locks the clinic that is still open", async () => {
  const { clinic } = showApp({ stage: "locked", others: [OPEN] });
  await userEvent.click(await screen.findByRole("button", { name: "Lock it" }));
  await waitFor(() => expect(screen.queryByText(/still open/)).toBeNull());
  expect(clinic.calls).toContain("lock");
  expect(screen.getByLabelText("Password")).toBeVisible();
});

it("hears when it was locked elsewhere, and says it in French", async () => {
  const { clinic } = showApp({ stage: "locked", language: "fr", others: [OPEN] });
  expect(await screen.findByText("Riverside est encore ouverte, au nom de Ama Mensah.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Revenir à Riverside" })).toBeVisible();
  await clinic.lock();
  act(() => clinic.emit({ kind: "clinicsChanged" }));
  await waitFor(() => expect(screen.queryByText(/encore ouverte/)).toBeNull());
});

it("shows at the lock screen why a switch was refused", async () => {
  const { clinic } = showApp({ stage: "locked", others: [OPEN] });
  clinic.refuse("switchClinic", refusal("diskFull"));
  await userEvent.click(await screen.findByRole("button", { name: "Back to Riverside" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(/disk/);
  expect(screen.getByLabelText("Password")).toBeVisible();
});

it("leads to another clinic where this one cannot be opened", async () => {
  const clinic = fakeClinic({ others: [OPEN] });
  clinic.refuse("start", refusal("fileDamaged"));
  render(<App clinic={clinic} />);
  expect(await screen.findByText(/file on this computer is damaged/)).toBeVisible();
  await userEvent.click(await screen.findByRole("button", { name: "Back to Riverside" }));
  expect(await screen.findByRole("button", { name: "Clinic: Riverside" })).toBeVisible();
});
