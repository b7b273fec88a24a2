import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import * as R from "../../test/records";
import { showPart } from "../../test/show";
import { RoomFields } from "./RoomFields";

const [first, second] = R.ROOMS;
const LYON = { id: "f1", name: "Lyon", roomIds: [first!.id] };
const PARIS = { id: "f2", name: "Paris", roomIds: [second!.id] };
const HIDDEN = { hidden: true };

function Fields({ facilities }: { facilities: (typeof LYON)[] }) {
  const [chosen, setChosen] = useState<{ facilityId: string | null; roomId: string | null }>({
    facilityId: null,
    roomId: null,
  });
  const choices = { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS, facilities, departments: [] };
  return (
    <RoomFields
      choices={choices}
      {...chosen}
      errorOf={() => undefined}
      onChange={(changed) => setChosen({ ...chosen, ...changed })}
    />
  );
}
const field = (name: string) => screen.getByRole("combobox", { name });
async function choose(name: string, option: string) {
  await userEvent.click(field(name));
  await userEvent.click(await screen.findByRole("option", { name: option, ...HIDDEN }));
}

it("offers the rooms of the facility that is chosen", async () => {
  showPart(<Fields facilities={[LYON, PARIS]} />);
  await choose("Room", second!.name);
  expect(field("Room")).toHaveValue(second!.name);
  await choose("Facility", "Lyon");
  // the room is in Paris
  expect(field("Room")).toHaveValue("");
  await userEvent.click(field("Room"));
  const options = await screen.findAllByRole("option", HIDDEN);
  const names = options.map((option) => option.textContent);
  expect(names).toContain(first!.name);
  expect(names).not.toContain(second!.name);
});

it("asks for no facility where only one is shown", () => {
  showPart(<Fields facilities={[]} />);
  expect(screen.queryByRole("combobox", { name: "Facility" })).toBeNull();
  expect(field("Room")).toBeInTheDocument();
});
