//! The LMS method: a distribution by its skewness L, its median M and its variation S at each age or length.
//!
//! Source: Cole, Green, *Stat Med* 1992;11:1305-19.

use crate::sex::EquationSex;

/// From here on the extended scores of the WHO and of the CDC replace the plain ones.
const FAR: f64 = 3.0;

/// An L this small is none to the CDC.
const L_NEAR_ZERO: f64 = 0.01;

/// The three parameters at one age or length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lms {
    pub l: f64,
    pub m: f64,
    pub s: f64,
}

impl Lms {
    /// Returns the z-score of a value in the unit of M.
    pub fn z(&self, value: f64) -> f64 {
        let ratio = value / self.m;
        if self.l == 0.0 {
            ratio.ln() / self.s
        } else {
            (ratio.powf(self.l) - 1.0) / (self.l * self.s)
        }
    }

    /// Returns the z-score as the program of the CDC does: near 0 the power says no more than the logarithm.
    pub fn z_cdc(&self, value: f64) -> f64 {
        match self.l.abs() < L_NEAR_ZERO {
            true => (value / self.m).ln() / self.s,
            false => self.z(value),
        }
    }

    /// Returns the value at a z-score, in the unit of M.
    pub fn value(&self, z: f64) -> f64 {
        if self.l == 0.0 {
            self.m * (self.s * z).exp()
        } else {
            self.m * (1.0 + self.l * self.s * z).powf(1.0 / self.l)
        }
    }

    /// As [`Lms::z`], and beyond three standard deviations in steps of the last one within: there the curves rest on
    /// few children.
    ///
    /// Source: *WHO Child Growth Standards: methods and development*, Geneva 2006, chapter 7.
    pub fn z_extended(&self, value: f64) -> f64 {
        let z = self.z(value);
        if z.abs() <= FAR {
            return z;
        }
        let sign = z.signum();
        let (third, second) = (self.value(sign * 3.0), self.value(sign * 2.0));
        sign * (FAR + (value - third) / (third - second))
    }

    /// Returns the modified z-score: in steps of half of what lies between the median and two standard deviations.
    ///
    /// Source: *Modified z-scores in the CDC growth charts*, CDC.
    pub fn z_modified(&self, value: f64) -> f64 {
        let sign = if value >= self.m { 2.0 } else { -2.0 };
        let step = (self.value(sign) - self.m) / sign;
        (value - self.m) / step
    }

    fn between(self, next: Lms, share: f64) -> Lms {
        let at = |from: f64, to: f64| from + share * (to - from);
        Lms {
            l: at(self.l, next.l),
            m: at(self.m, next.m),
            s: at(self.s, next.s),
        }
    }
}

/// The parameters of one indicator and one sex, by age or length in ascending order.
#[derive(Debug, Default)]
pub struct Curve {
    at: Vec<f64>,
    lms: Vec<Lms>,
}

impl Curve {
    /// Returns the parameters at an age or a length, between two points of the table by the line that joins them; none
    /// outside the table.
    pub fn at(&self, wanted: f64) -> Option<Lms> {
        let after = self.after(wanted);
        let from = after.checked_sub(1)?;
        // nearly every age is a day of a table that has every day
        if self.at[from] == wanted {
            return Some(self.lms[from]);
        }
        let next = self.at.get(after)?;
        let share = (wanted - self.at[from]) / (next - self.at[from]);
        Some(self.lms[from].between(self.lms[after], share))
    }

    /// Returns how many points are not beyond an age or a length. Most tables go in equal steps: there it is where the
    /// share of the way says.
    fn after(&self, wanted: f64) -> usize {
        if let [first, .., last] = self.at[..]
            && (first..last).contains(&wanted)
        {
            let way = (wanted - first) / (last - first) * (self.at.len() - 1) as f64;
            // below the number of points, since it is less than the way to the last of them
            let from = way as usize;
            if let Some([at, next]) = self.at.get(from..from + 2)
                && (*at..*next).contains(&wanted)
            {
                return from + 1;
            }
        }
        self.at.partition_point(|at| *at <= wanted)
    }

    /// As [`Curve::at`], and up to `end` beyond the table on the line from `before` the table's end through its end.
    pub fn at_until(&self, wanted: f64, before: f64, end: f64) -> Option<Lms> {
        let last = *self.at.last()?;
        if wanted <= last || wanted > end {
            return self.at(wanted);
        }
        let share = (wanted - last + before) / before;
        Some(self.at(last - before)?.between(self.at(last)?, share))
    }
}

/// What a reference has a curve of: the column `indicator` of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveMeasure {
    Weight,
    LengthHeight,
    Length,
    Height,
    WeightForLength,
    WeightForHeight,
    Bmi,
    Head,
    Arm,
    Triceps,
    Subscapular,
}

impl CurveMeasure {
    const NAMES: [(&'static str, CurveMeasure); 11] = [
        ("weight", CurveMeasure::Weight),
        ("length_height", CurveMeasure::LengthHeight),
        ("length", CurveMeasure::Length),
        ("height", CurveMeasure::Height),
        ("weight_for_length", CurveMeasure::WeightForLength),
        ("weight_for_height", CurveMeasure::WeightForHeight),
        ("bmi", CurveMeasure::Bmi),
        ("head", CurveMeasure::Head),
        ("arm", CurveMeasure::Arm),
        ("triceps", CurveMeasure::Triceps),
        ("subscapular", CurveMeasure::Subscapular),
    ];

    fn of_name(name: &str) -> Option<CurveMeasure> {
        let mut names = CurveMeasure::NAMES.iter();
        names
            .find(|(of, _)| *of == name)
            .map(|(_, measure)| *measure)
    }
}

/// The curves of one reference.
#[derive(Debug, Default)]
pub struct Curves([[Curve; 2]; CurveMeasure::NAMES.len()]);

impl Curves {
    /// Reads a table of `indicator,sex,at,l,m,s`, sorted by the first three.
    ///
    /// None where a line is of another form, which a test excludes for the tables of this program.
    pub fn read(table: &str) -> Option<Curves> {
        let mut curves = Curves::default();
        let mut lines = table.lines();
        if lines.next()? != "indicator,sex,at,l,m,s" {
            return None;
        }
        for line in lines {
            let mut parts = line.split(',');
            let measure = CurveMeasure::of_name(parts.next()?)?;
            let sex = EquationSex::from_letter(parts.next()?)?;
            let mut number = || parts.next()?.parse::<f64>().ok();
            let (at, l, m, s) = (number()?, number()?, number()?, number()?);
            let curve = &mut curves.0[measure as usize][sex as usize];
            if parts.next().is_some() || curve.at.last().is_some_and(|last| *last >= at) {
                return None;
            }
            curve.at.push(at);
            curve.lms.push(Lms { l, m, s });
        }
        Some(curves)
    }

    /// Returns the curve of a measure, which has no point where the reference has none.
    pub fn of(&self, measure: CurveMeasure, sex: EquationSex) -> &Curve {
        &self.0[measure as usize][sex as usize]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SKEWED: Lms = Lms {
        l: -0.3521,
        m: 7.4327,
        s: 0.08217,
    };

    #[test]
    fn a_value_and_its_score_are_one_anothers_inverse() {
        let flat = Lms { l: 0.0, ..SKEWED };
        for lms in [SKEWED, flat, Lms { l: 1.0, ..SKEWED }] {
            for z in [-2.9, -1.0, 0.0, 0.5, 2.9] {
                assert!((lms.z(lms.value(z)) - z).abs() < 1e-9);
                assert!((lms.z_extended(lms.value(z)) - z).abs() < 1e-9);
            }
            assert!((lms.z_modified(lms.value(2.0)) - 2.0).abs() < 1e-9);
            assert!((lms.z_modified(lms.value(-2.0)) + 2.0).abs() < 1e-9);
            assert_eq!(lms.z_modified(lms.m), 0.0);
        }
    }

    #[test]
    fn scores_never_fall_as_the_value_grows() {
        let mut last = [f64::NEG_INFINITY; 3];
        for step in 1..2_000 {
            let value = f64::from(step) * 0.01;
            let scores = [
                SKEWED.z(value),
                SKEWED.z_extended(value),
                SKEWED.z_modified(value),
            ];
            for (score, last) in scores.iter().zip(&mut last) {
                assert!(*score >= *last, "{value}");
                *last = *score;
            }
        }
    }

    #[test]
    fn between_two_points_the_parameters_lie_on_the_line() {
        let table = "indicator,sex,at,l,m,s\nbmi,M,24,1,10,0.1\nbmi,M,24.5,0,20,0.3\n";
        let curves = Curves::read(table).unwrap();
        let curve = curves.of(CurveMeasure::Bmi, EquationSex::Male);
        let middle = curve.at(24.25).unwrap();
        assert!((middle.l - 0.5).abs() < 1e-12);
        assert!((middle.m - 15.0).abs() < 1e-12);
        assert!((middle.s - 0.2).abs() < 1e-12);
        assert_eq!(curve.at(24.5).unwrap().m, 20.0);
        assert_eq!(curve.at(23.99), None);
        assert_eq!(curve.at(24.51), None);
        assert_eq!(curve.at(f64::NAN), None);
        assert_eq!(
            curves.of(CurveMeasure::Bmi, EquationSex::Female).at(24.5),
            None
        );
    }

    #[test]
    fn a_point_counts_whatever_the_steps_of_its_table() {
        let steps = [
            vec![0.5, 1.0],
            vec![0.0, 1.0, 2.0, 3.0],
            vec![1.0, 1.5, 7.0, 7.25, 30.0],
        ];
        for mut at in steps
            .into_iter()
            .chain([(0..1_857).map(f64::from).collect()])
        {
            let lms = vec![SKEWED; at.len()];
            let wanted: Vec<f64> = at
                .iter()
                .flat_map(|at| [at.next_down(), *at, at.next_up(), at + 0.3])
                .chain([f64::NAN, f64::NEG_INFINITY, f64::INFINITY, -1.0])
                .collect();
            at.dedup();
            let curve = Curve { at, lms };
            for wanted in wanted {
                let known = curve.at.partition_point(|at| *at <= wanted);
                assert_eq!(curve.after(wanted), known, "{wanted}");
            }
        }
        assert_eq!(Curve::default().after(1.0), 0);
    }

    #[test]
    fn a_table_of_another_form_is_refused() {
        for table in [
            "",
            "sex,at,l,m,s\n",
            "indicator,sex,at,l,m,s\nbmi,X,1,1,1,1\n",
            "indicator,sex,at,l,m,s\nbmi,M,1,1,1\n",
            "indicator,sex,at,l,m,s\nbmi,M,1,1,1,1,1\n",
            "indicator,sex,at,l,m,s\nbmi,M,2,1,1,1\nbmi,M,2,1,1,1\n",
        ] {
            assert!(Curves::read(table).is_none(), "{table}");
        }
    }
}
