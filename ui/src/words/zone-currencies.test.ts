import { expect, it } from "vitest";
import { currencies, currencyOf } from "./zone-currencies";

it.each([
  ["Africa/Accra", "GHS"],
  ["Africa/Dakar", "XOF"],
  ["America/Argentina/Salta", "ARS"],
  ["Asia/Calcutta", "INR"],
  ["Asia/Kolkata", "INR"],
  ["Europe/London", "GBP"],
  ["Europe/Paris", "EUR"],
  ["Pacific/Noumea", "XPF"],
  ["UTC", "EUR"],
])("is that of the country: %s", (zone, currency) => {
  expect(currencyOf(zone)).toBe(currency);
});

it("is one that is offered, for every zone of the engine", () => {
  for (const zone of Intl.supportedValuesOf("timeZone")) expect(currencies).toContain(currencyOf(zone));
  expect(new Set(currencies).size).toBe(currencies.length);
});

it("is the euro only where the euro is paid", () => {
  const isFar = (zone: string) => /^(Africa|America|Asia|Australia|Pacific)\//.test(zone);
  const euro = Intl.supportedValuesOf("timeZone").filter((zone) => isFar(zone) && currencyOf(zone) === "EUR");
  expect(euro.sort()).toEqual([
    "Africa/Ceuta",
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Marigot",
    "America/Martinique",
    "America/Miquelon",
    "America/St_Barthelemy",
    "Asia/Famagusta",
    "Asia/Nicosia",
  ]);
});
