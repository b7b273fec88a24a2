import { bilingual } from "../bilingual";

/** Cells of the price list. */
export const billingCells = bilingual<Record<string, string>>(
  {
    "service.deleted": "Removal of a service",
    "service.label": "Service of the price list",
    "service.price": "Price of a service",
    "service.state": "Service in use",
  },
  {
    "service.deleted": "Suppression d’une prestation",
    "service.label": "Prestation des tarifs",
    "service.price": "Prix d’une prestation",
    "service.state": "Prestation en service",
  },
);

/** Fields of the price list. */
export const billingFields = bilingual<Record<string, string>>(
  { price: "Price", price_minor: "Price", tax_hundredths: "Tax" },
  { price: "Prix", price_minor: "Prix", tax_hundredths: "Taxe" },
);

/** Operations of the price list. */
export const billingOperations = bilingual<Record<string, string>>(
  { "add service": "Added a service", "edit service": "Changed a service" },
  { "add service": "A ajouté une prestation", "edit service": "A modifié une prestation" },
);
