import { bilingual } from "../bilingual";

/** Cells of alerts. */
export const alertsCells = bilingual<Record<string, string>>(
  {
    "alert.acknowledgement": "Acknowledgement of an alert",
    "alert.call": "Alert",
    "alert.deleted": "Removal of an alert",
    "alert.ending": "End of an alert",
    "alert_escalation.step": "Escalation of an alert",
  },
  {
    "alert.acknowledgement": "Prise en charge d’une alerte",
    "alert.call": "Alerte",
    "alert.deleted": "Suppression d’une alerte",
    "alert.ending": "Fin d’une alerte",
    "alert_escalation.step": "Escalade d’une alerte",
  },
);

/** Fields of alerts. */
export const alertsFields = bilingual<Record<string, string>>(
  {
    acknowledged_at: "Acknowledged at",
    acknowledged_by: "Acknowledged by",
    alert: "Alert",
    department: "Department",
    ended_by: "Ended by",
    expires_at: "Ends by itself",
    from_level: "From level",
    outcome: "End",
    priority: "Priority",
    raised_at: "Raised at",
    to_level: "To level",
  },
  {
    acknowledged_at: "Prise en charge à",
    acknowledged_by: "Prise en charge par",
    alert: "Alerte",
    department: "Service",
    ended_by: "Terminée par",
    expires_at: "Prend fin d’elle-même",
    from_level: "Du niveau",
    outcome: "Fin",
    priority: "Priorité",
    raised_at: "Lancée à",
    to_level: "Au niveau",
  },
);

/** Operations on alerts. */
export const alertsOperations = bilingual<Record<string, string>>(
  {
    "acknowledge alert": "Acknowledged an alert",
    "add departments": "Added departments",
    "cancel alert": "Cancelled an alert",
    "edit alert levels": "Changed whom alerts call",
    "edit alert timers": "Changed when alerts are escalated",
    "escalate alert": "Escalated an alert",
    "escalate alert by timer": "Logged that an alert was escalated by its timer",
    "list alerts": "Saw the alerts",
    "raise alert": "Raised an alert",
    "resolve alert": "Resolved an alert",
  },
  {
    "acknowledge alert": "A pris en charge une alerte",
    "add departments": "A ajouté des services",
    "cancel alert": "A annulé une alerte",
    "edit alert levels": "A modifié qui les alertes appellent",
    "edit alert timers": "A modifié quand les alertes sont escaladées",
    "escalate alert": "A escaladé une alerte",
    "escalate alert by timer": "A noté qu’une alerte a été escaladée par son délai",
    "list alerts": "A consulté les alertes",
    "raise alert": "A lancé une alerte",
    "resolve alert": "A résolu une alerte",
  },
);

/** Choices of alerts. */
export const alertsChoices = bilingual<Record<string, string>>(
  {
    critical: "Critical",
    fire: "Fire",
    high: "High",
    low: "Low",
    manual: "By a person",
    medical: "Medical",
    medium: "Medium",
    no_response: "Not resolved in time",
    operational: "Operational",
    security: "Security",
    timeout: "Not acknowledged in time",
  },
  {
    critical: "Critique",
    fire: "Incendie",
    high: "Haute",
    low: "Basse",
    manual: "Par une personne",
    medical: "Médicale",
    medium: "Moyenne",
    no_response: "Non résolue à temps",
    operational: "Exploitation",
    security: "Sécurité",
    timeout: "Non prise en charge à temps",
  },
);
