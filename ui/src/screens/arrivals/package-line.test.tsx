import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PackageAtVisit, Right } from "../../ipc/views";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

const FRONT_OFFICE: Right[] = ["patients.read", "appointments.read", "appointments.write", "billing.read"];
const used = (packageId: string, left: number): PackageAtVisit => ({
  patientId: "p1",
  packageId,
  service: "First consultation",
  sessions: 6,
  left,
  validUntil: null,
});

beforeEach(() => {
  localStorage.removeItem("arrivals.privacy");
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) });
});
afterEach(() => void vi.useRealTimers());

/** Opens the board and sets the first card that is in its room to done. */
async function finish(
  packages: () => Promise<PackageAtVisit[]>,
  { rights = FRONT_OFFICE, isFrench = false }: { rights?: Right[]; isFrench?: boolean } = {},
) {
  const { clinic } = showApp({ at: { page: "arrivals" }, rights, language: isFrench ? "fr" : "en" });
  const user = userEvent.setup();
  clinic.packagesAtVisit = async () => (clinic.calls.push("packagesAtVisit"), packages());
  const [region, done] = isFrench ? ["En salle", /^Terminé : /] : ["In room", /^Done: /];
  const column = within(await screen.findByRole("region", { name: region }));
  await user.click(column.getByRole("button", { name: done }));
  return { clinic, user };
}

describe("a visit that is done", () => {
  it("says what is left of the package that paid for it", async () => {
    const { user } = await finish(async () => [used("k1", 4)]);
    expect(await screen.findByText(/: Done\. Package: 4 of 6 left/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/: In room\s*$/)).toBeVisible();
    expect(screen.queryByText(/Package/)).toBeNull();
  });

  it("says so in French", async () => {
    await finish(async () => [used("k1", 4)], { isFrench: true });
    expect(await screen.findByText(/Forfait : reste 4 sur 6/)).toBeVisible();
  });

  it("counts the packages of a group", async () => {
    await finish(async () => [used("k1", 4), used("k2", 0), used("k3", 2)]);
    expect(await screen.findByText(/: Done\. 3 packages used/)).toBeVisible();
  });

  it("says nothing of packages where none was used or can be read", async () => {
    const { clinic } = await finish(async () => Promise.reject(new Error("broken")));
    expect(await screen.findByText(/: Done\s*$/)).toBeVisible();
    await waitFor(() => expect(clinic.calls).toContain("packagesAtVisit"));
    await act(async () => undefined);
    expect(screen.queryByText(/[Pp]ackage/)).toBeNull();
    // the message itself, and no problem
    expect(screen.getAllByRole("alert")).toHaveLength(1);
    expect(screen.getByRole("button", { name: "Undo" })).toBeVisible();
  });

  it("says nothing late of a change that was undone meanwhile", async () => {
    let answer: (packages: PackageAtVisit[]) => void = () => undefined;
    const { user } = await finish(() => new Promise((resolve) => (answer = resolve)));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/: In room\s*$/)).toBeVisible();
    await act(async () => answer([used("k1", 4)]));
    expect(screen.queryByText(/Package/)).toBeNull();
  });

  it("asks nothing for those who see no billing", async () => {
    const rights: Right[] = ["patients.read", "appointments.read", "appointments.write"];
    const { clinic } = await finish(async () => [used("k1", 4)], { rights });
    expect(await screen.findByText(/: Done\s*$/)).toBeVisible();
    expect(clinic.calls).not.toContain("packagesAtVisit");
  });
});
