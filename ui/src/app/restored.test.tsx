import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { PASSWORD } from "../test/fake-clinic";
import { refusal } from "../test/records";
import { showApp } from "../test/show";

it("leads to Today where the last place was erased since", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  await screen.findByLabelText("Assessment");
  await userEvent.keyboard("{Control>}l{/Control}");
  await waitFor(() => expect(screen.getByLabelText("Password")).toHaveFocus());
  clinic.refuse("visit", refusal("notFound"));
  await userEvent.keyboard(`${PASSWORD}{Enter}`);
  expect(await screen.findByText("Appointments today")).toBeVisible();
  expect(screen.queryByText("This record is not on this computer.")).toBeNull();
});

it("says what is not here of a page to which a link leads", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  clinic.refuse("visit", refusal("notFound"));
  expect(await screen.findByText("This record is not on this computer.")).toBeVisible();
});
