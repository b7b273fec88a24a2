//! What a patient on a ward is given: textures, supplements and tube feeds, of the products of the clinic.

use rust_decimal::Decimal;

use crate::field::{Line, Paragraph, Text, Time};
use crate::phi::{Clinical, Phi};

crate::entity! {
    /// A supplement or a tube feed of the clinic, by what its label says of 100 ml. It is about no patient, so nothing
    /// of it is sealed. Whether it is offered is a cell of its own: taking it out of use is no conflict with an edit
    /// that corrects its label.
    NutritionProduct(NutritionProductId) = 14 in "nutrition_products", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 product {
            1 name: Text<60>;
            2 energy_kcal: Decimal;
            3 protein_g: Decimal;
            4 water_ml: Decimal;
        }
        cell 2 state { 5 is_active: bool }
    }
}

crate::entity! {
    /// One order, which is not edited: the next one takes its place. When it ended is a cell of its own.
    DietOrder(DietOrderId) of patient = 88 in "diet_orders", scope Patient,
    authority PerCell, bootstrap Rest, write ProfilesWrite {
        cell 1 order {
            1 started_at: Time;
            /// Of the IDDSI, 3 to 7; none where nothing is eaten by mouth.
            2 food_level: Phi<Clinical, Option<i64>>;
            /// 0 to 4; none where nothing is drunk.
            3 fluid_level: Phi<Clinical, Option<i64>>;
            /// A JSON list: product as its label was then, amount and times a day of each.
            4 oral_supplements: Phi<Clinical, Option<Paragraph>>;
            /// A JSON object: product as its label was then, route, schedule and flushes.
            5 tube_feed: Phi<Clinical, Option<Paragraph>>;
            6 remark: Phi<Clinical, Option<Line>>;
        }
        cell 2 course {
            7 ended_at: Option<Time>;
            8 end_reason: Phi<Clinical, Option<Line>>;
        }
    }
}
