//! What a patient has eaten, as they remember it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::catalog::MeasurementFlag;
use crate::field::{Line, Text, Time};
use crate::ids::{RecallId, UserId, VisitId};
use crate::phi::{Clinical, Phi};

crate::choices! {
    RecallKind { TwentyFourHours = "TWENTY_FOUR_HOURS", UsualDay = "USUAL_DAY", ThreeDays = "THREE_DAYS" }
    Meal {
        Breakfast = "BREAKFAST", MorningSnack = "MORNING_SNACK", Lunch = "LUNCH",
        AfternoonSnack = "AFTERNOON_SNACK", Dinner = "DINNER", EveningSnack = "EVENING_SNACK",
    }
}

crate::entity! {
    /// One dietary recall: of the last 24 hours, of a usual day, or of three days. What was eaten is in rows of its
    /// own. What is asked at its end and whether it is finished are cells of their own: they are written later.
    Recall(RecallId) of patient = 80 in "recalls", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 recall {
            1 visit: Option<VisitId>;
            2 taken_on: NaiveDate;
            3 kind: Phi<Clinical, RecallKind>;
            /// The days that it is about; none of a usual day.
            4 first_day: Phi<Clinical, Option<NaiveDate>>;
            5 second_day: Phi<Clinical, Option<NaiveDate>>;
            6 third_day: Phi<Clinical, Option<NaiveDate>>;
        }
        /// None until the patient was asked.
        cell 2 typical {
            7 is_typical: Phi<Clinical, Option<bool>>;
            8 remark: Phi<Clinical, Option<Line>>;
        }
        /// What is easily forgotten, and was asked for.
        cell 3 checklist {
            9 drinks: Phi<Clinical, bool>;
            10 fats: Phi<Clinical, bool>;
            11 sugar: Phi<Clinical, bool>;
            12 sauces: Phi<Clinical, bool>;
            13 snacks: Phi<Clinical, bool>;
            14 supplements: Phi<Clinical, bool>;
        }
        cell 4 course {
            15 finished_at: Option<Time>;
            16 finished_by: Option<UserId>;
        }
        /// By which table it is counted, as that was when it was chosen.
        cell 5 exchanges {
            17 exchange_table: Phi<Clinical, Option<Text<10000>>>;
        }
    }
}

crate::entity! {
    /// One thing that was eaten. Two computers that add to one recall add rows, so both lists remain; its position
    /// is a cell of its own, so moving it does not conflict with a correction of its amount.
    RecallItem(RecallItemId) of patient = 81 in "recall_items", scope Patient,
    authority PerCell, bootstrap Rest, write MeasurementsWrite {
        cell 1 item {
            1 recall: RecallId;
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
            /// 1 to 3.
            9 day: Phi<Clinical, i64>;
            10 meal: Phi<Clinical, Meal>;
            /// When the meal was, as `07:30`.
            11 time: Phi<Clinical, Option<Text<5>>>;
            /// Between those of its neighbours; two that were given the same one stand in the order of their ids.
            12 position: Phi<Clinical, Decimal>;
        }
    }
}
