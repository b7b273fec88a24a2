import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { refusal } from "../test/records";
import { showPart } from "../test/show";
import { ProblemAlert } from "./ProblemAlert";

it("names what another program put into the clinic’s file", async () => {
  showPart(<ProblemAlert problem={refusal("fileAltered", { reference: "trigger planted" })} />);
  expect(await screen.findByText(/did not make: trigger planted\./)).toBeVisible();
});
