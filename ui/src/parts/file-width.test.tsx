import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import * as R from "../test/records";
import { showApp } from "../test/show";
import { fileWidth } from "./file-width";

it("is that of the longest number, and room for its letters", () => {
  expect(fileWidth([])).toBe(fileWidth(["000482"]));
  expect(fileWidth(["000482", "000001-2"])).toBeGreaterThanOrEqual(24 + 8 * 8);
  // two letters are wider than two digits
  expect(fileWidth(["000482-AC2", "000482"])).toBeGreaterThan(fileWidth(["000482-482"]));
  expect(fileWidth(["000482-WWWW12"])).toBeGreaterThanOrEqual(24 + 9 * 8 + 4 * 13);
});

it("makes room in the list of patients for the longest number that is read", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  await screen.findByText("Appointments today");
  const { listPatients } = clinic;
  clinic.listPatients = async (query) => {
    const page = await listPatients(query);
    const rows = page.rows.map((row, at) => (at === 3 ? { ...row, fileNumber: "000482-AC2" } : row));
    return { ...page, rows };
  };
  screen.getByRole("button", { name: "Patients" }).click();
  expect(await screen.findByText("000482-AC2")).toBeVisible();
  const head = screen.getByRole("columnheader", { name: "File" });
  expect(head.style.width).toContain(`${fileWidth(["000482-AC2"]) / 16}rem`);
  expect(R.person("p1").fileNumber).toBe("000482");
});
