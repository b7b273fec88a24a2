//! What a patient is advised to eat.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::catalog::{Meal, MeasurementFlag};
use crate::field::{Line, Text, Time};
use crate::ids::{MealPlanId, UserId, VisitId};
use crate::phi::{Clinical, Phi};

crate::entity! {
    /// One meal plan of some days. What it is called and how long it is, what it aims at, what it tells the patient, in
    /// what it is counted and whether they were given it are cells of their own: they are written at different times.
    MealPlan(MealPlanId) of patient = 82 in "meal_plans", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 plan {
            1 visit: Option<VisitId>;
            2 first_day: NaiveDate;
            3 title: Phi<Clinical, Line>;
            /// 1 to 14.
            4 days: Phi<Clinical, i64>;
            /// 3 to 6; the three main meals first, then the snacks.
            5 meals: Phi<Clinical, i64>;
        }
        /// The energy of a day in kcal; none where the target of the patient counts.
        cell 2 aim {
            6 energy: Phi<Clinical, Option<Decimal>>;
        }
        /// For the patient.
        cell 3 notes {
            7 notes: Phi<Clinical, Option<Text<4000>>>;
        }
        cell 4 course {
            8 given_at: Option<Time>;
            9 given_by: Option<UserId>;
            /// What it was then, in JSON: a digest of each thing that is printed, and the clinic's own foods with their
            /// values.
            12 given_as: Phi<Clinical, Option<Text<60000>>>;
        }
        /// Targets are of the groups of this table, so both are one cell; none where nothing is counted in exchanges.
        cell 5 exchanges {
            /// The table as it was when it was chosen, in JSON.
            10 exchange_table: Phi<Clinical, Option<Text<10000>>>;
            /// A JSON list: how many exchanges of a group a meal aims at.
            11 exchange_targets: Phi<Clinical, Option<Text<10000>>>;
        }
    }
}

crate::entity! {
    /// One thing of a meal plan. As with recalls, two computers that add to one plan add rows, and where a thing stands
    /// is a cell apart from what it is.
    MealPlanItem(MealPlanItemId) of patient = 83 in "meal_plan_items", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 item {
            1 meal_plan: MealPlanId;
            /// Its number in the list of foods; none for words that are kept and not counted.
            2 food: Phi<Clinical, Option<Text<50>>>;
            /// As the list called it when it was added, or the words.
            3 name: Phi<Clinical, Line>;
            /// As it was typed: `2 cups`, `150 g`.
            4 entered: Phi<Clinical, Option<Text<100>>>;
            /// So many of this measure weigh so much, by the list of then; `g` or another unit for what is weighed.
            5 count: Phi<Clinical, Option<Decimal>>;
            6 measure: Phi<Clinical, Option<Text<100>>>;
            7 grams: Phi<Clinical, Option<Decimal>>;
            /// A person was asked about so much of it, and confirmed it.
            8 flag: Phi<Clinical, Option<MeasurementFlag>>;
        }
        cell 2 slot {
            /// 1 to 14.
            9 day: Phi<Clinical, i64>;
            10 meal: Phi<Clinical, Meal>;
            /// When the meal is, as `07:30`.
            11 time: Phi<Clinical, Option<Text<5>>>;
            /// Between those of its neighbours; two that were given the same one stand in the order of their ids.
            12 position: Phi<Clinical, Decimal>;
        }
        cell 3 lock {
            /// Scaling leaves it as it is.
            13 is_locked: Phi<Clinical, bool>;
        }
    }
}
