//! The list of all settings of a program, filled in at once.

use crate::{Environment, Kind, Problem, Problems};

/// Reads settings one after the other and remembers what was wrong with each.
pub struct Form<'a> {
    environment: &'a Environment,
    problems: Vec<Problem>,
}

/// The answer to one question of a form, to be had once the whole form is known to be sound.
pub struct Field<T>(Option<T>);

/// Proof that no setting of a form had a problem.
pub struct Complete(());

#[expect(
    clippy::needless_pass_by_value,
    reason = "a kind is made where it is used, and `&kinds::text()` would say nothing more"
)]
impl<'a> Form<'a> {
    /// An empty form over an environment.
    pub fn new(environment: &'a Environment) -> Self {
        Self {
            environment,
            problems: Vec::new(),
        }
    }

    /// A setting without which the program cannot run.
    pub fn required<K: Kind>(&mut self, name: &'static str, kind: K) -> Field<K::Value> {
        self.read(name, &kind, |form| {
            form.reject(Problem::new(name, "is not set", kind.expected()));
            None
        })
    }

    /// A setting with a value for when nobody cares.
    pub fn optional<K: Kind>(&mut self, name: &'static str, kind: K, default: K::Value) -> Field<K::Value> {
        self.read(name, &kind, |_| Some(default))
    }

    /// A setting that stands for something which need not be there at all.
    pub fn if_set<K: Kind>(&mut self, name: &'static str, kind: K) -> Field<Option<K::Value>> {
        Field(match self.environment.text(name) {
            Ok(None) => Some(None),
            text => self.parse(name, &kind, text).map(Some),
        })
    }

    /// Adds what only the program itself can find, such as two settings that exclude each other.
    pub fn reject(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Either proof that all is well, or everything that is not.
    pub fn finish(self) -> Result<Complete, Problems> {
        Problems::from_list(self.problems).map_or(Ok(Complete(())), Err)
    }

    fn read<K: Kind>(
        &mut self,
        name: &'static str,
        kind: &K,
        unset: impl FnOnce(&mut Self) -> Option<K::Value>,
    ) -> Field<K::Value> {
        Field(match self.environment.text(name) {
            Ok(None) => unset(self),
            text => self.parse(name, kind, text),
        })
    }

    fn parse<K: Kind>(
        &mut self,
        name: &'static str,
        kind: &K,
        text: Result<Option<String>, Problem>,
    ) -> Option<K::Value> {
        text.and_then(|text| {
            kind.parse(&text.unwrap_or_default())
                .map_err(|wrong| Problem::new(name, wrong, kind.expected()))
        })
        .map_err(|problem| self.reject(problem))
        .ok()
    }
}

impl<T> Field<T> {
    /// The value while the form is still open, if there is a sound one: for checks that concern several settings.
    pub fn peek(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// The value, for whoever can show that the form was sound.
    ///
    /// # Panics
    /// When the proof is that of another form.
    pub fn take(self, _: &Complete) -> T {
        self.0
            .expect("a field and the proof that it is sound come from the same form")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    #[test]
    fn reads_what_is_set_and_falls_back_where_nothing_is() {
        let environment = Environment::from_iter([("A", "1")]);
        let mut form = Form::new(&environment);
        let a = form.required("A", kinds::integer(0..=9));
        let b = form.optional("B", kinds::integer(0..=9), 7);
        assert_eq!(a.peek(), Some(&1));

        let complete = form.finish().ok().unwrap();
        assert_eq!((a.take(&complete), b.take(&complete)), (1, 7));
    }

    #[test]
    fn what_need_not_be_there_is_checked_where_it_is() {
        let environment = Environment::from_iter([("A", "1"), ("B", "ten")]);
        let mut form = Form::new(&environment);
        let a = form.if_set("A", kinds::integer(0..=9));
        let b = form.if_set("B", kinds::integer(0..=9));
        let c = form.if_set("C", kinds::integer(0..=9));
        assert_eq!((a.peek(), b.peek(), c.peek()), (Some(&Some(1)), None, Some(&None)));

        let problems = form.finish().err().unwrap();
        assert_eq!(problems.iter().map(Problem::variable).collect::<String>(), "B");
    }

    #[test]
    fn reports_all_problems_together_in_order() {
        let environment = Environment::from_iter([("A", "ten"), ("C", "maybe"), ("D", "1"), ("D_FILE", "/d")]);
        let mut form = Form::new(&environment);
        let a = form.optional("A", kinds::integer(0..=9), 1);
        form.required("B", kinds::text());
        form.optional("C", kinds::boolean(), false);
        form.optional("D", kinds::boolean(), false);
        form.reject(Problem::new("E", "contradicts F", "something else"));
        assert_eq!(a.peek(), None);

        let problems = form.finish().err().unwrap();
        assert_eq!(
            problems.to_string(),
            "5 settings have to be corrected:\n  \
             A is \"ten\"; expected an integer from 0 to 9\n  \
             B is not set; expected text\n  \
             C is \"maybe\"; expected true or false\n  \
             D is set, and so is D_FILE; expected only one of the two\n  \
             E contradicts F; expected something else"
        );
        assert_eq!(problems.iter().map(Problem::variable).collect::<String>(), "ABCDE");
    }

    #[test]
    fn a_secret_is_never_part_of_a_problem() {
        let environment = Environment::from_iter([("TOKEN", "hunter2")]);
        let mut form = Form::new(&environment);
        form.required("TOKEN", kinds::secret(16));

        let problems = form.finish().err().unwrap();
        assert_eq!(
            problems.to_string(),
            "1 setting has to be corrected:\n  \
             TOKEN has 7 characters; expected a secret of at least 16 characters"
        );
        assert!(!format!("{problems:?}").contains("hunter2"));
    }
}
