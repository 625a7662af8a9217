//! The posts of one cascade, as a picture of its tree needs them.

use pyo3::prelude::*;

use super::Cascades;
use crate::corpus::NONE;
use crate::py::columns::Columns;
use crate::py::corpus::GroupsIn;

#[pymethods]
impl Cascades {
    /// The posts of the cascade of this name, root first, then by time; `None` if there is none.
    ///
    /// `number` is that of the account from 1 on, `parent` the row of the parent, and `group`
    /// holds at the time of the post.
    #[pyo3(signature = (cascade, groups=None))]
    fn members(
        &self,
        py: Python<'_>,
        cascade: &str,
        groups: Option<GroupsIn>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let forest = &self.forest;
        let Some(place) = (0..forest.len() as u32).find(|&at| self.cascade(at) == Some(cascade))
        else {
            return Ok(None);
        };
        let rows = || forest.members(place as usize);
        let known = |number: u32| (number != NONE).then_some(i64::from(number));
        let columns = Columns::new()
            .text("post", rows().map(|row| self.origin.post(forest.posts[row])))
            .text("account", rows().map(|row| self.origin.account(forest.authors[row])))
            .text("handle", rows().map(|row| self.origin.handle(forest.authors[row])))
            .ints("number", rows().map(|row| known(forest.authors[row]).map(|number| number + 1)))
            .times("at", rows().map(|row| forest.times[row]))
            .ints("parent", rows().map(|row| known(forest.parents[row])))
            .counts("depth", rows().map(|row| u64::from(forest.depths[row])))
            .text("evidence", rows().map(|row| Some(forest.evidence[row].as_str())));
        let Some(groups) = groups else { return Ok(Some(columns.finish(py)?)) };
        let parties = self.parties(&groups.0)?;
        let labels = self.labels(&parties);
        let group = |row: usize| labels.get(parties.of_member(forest, row) as usize);
        Ok(Some(columns.text("group", rows().map(group)).finish(py)?))
    }
}
