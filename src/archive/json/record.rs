//! Records that are filled field by field where they lie, without a copy on the way.
//!
//! Serde's derive is as right, and takes half as long again for a post: it gathers each field in
//! a variable of its own and moves whole structs from hand to hand. The formats in which most
//! archives come name their fields with [`record!`](super::record) instead.

use serde::de::IgnoredAny;

use super::scan::{Fault, Scanner};
use super::{Count, Inside, Many, Str, parse_count};

type Result<T> = std::result::Result<T, Fault>;

/// Posts inside posts, at most.
const MOST_INSIDE: u32 = 16;

/// Something that the value at a place can be put into. What was there before is gone then: of
/// a field that stands twice the last one holds.
pub trait Fill<'a>: Default {
    /// Past the value, which is kept.
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()>;
}

/// Say which field of a JSON object goes into which field of a struct; all others are skipped.
macro_rules! record {
    ($name:ident<$life:lifetime> { $($fields:tt)* }) => {
        impl<$life> $crate::archive::json::Fill<$life> for $name<$life> {
            $crate::archive::json::record! { @fill $life $($fields)* }
        }
    };
    ($name:ident { $($fields:tt)* }) => {
        impl<'a> $crate::archive::json::Fill<'a> for $name {
            $crate::archive::json::record! { @fill 'a $($fields)* }
        }
    };
    (@fill $life:lifetime $($key:literal => $field:ident),* $(,)?) => {
        fn fill(
            &mut self,
            from: &mut $crate::archive::json::Scanner<$life>,
        ) -> Result<(), $crate::archive::json::Fault> {
            from.object(|name, from| match name {
                $($key => $crate::archive::json::Fill::fill(&mut self.$field, from),)*
                _ => from.skip(),
            })
        }
    };
}
pub(crate) use record;

impl Scanner<'_> {
    /// Past an object: each name is given, and its value must be passed.
    #[inline]
    pub fn object(&mut self, mut field: impl FnMut(&str, &mut Self) -> Result<()>) -> Result<()> {
        if self.peek() != b'{' {
            return self.fault("an object");
        }
        self.enter()?;
        let mut first = true;
        while self.more(b'}', first)? {
            first = false;
            let name = self.name()?;
            field(&name, self)?;
        }
        self.leave(b'}')
    }

    /// Whether a null stands here, past it.
    #[inline]
    fn null(&mut self) -> Result<bool> {
        let null = self.peek() == b'n';
        if null {
            self.word("null")?;
        }
        Ok(null)
    }
}

impl<'a, T: Fill<'a>> Fill<'a> for Option<T> {
    #[inline]
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        *self = None;
        if from.null()? { Ok(()) } else { self.insert(T::default()).fill(from) }
    }
}

impl<'a, T: Fill<'a>> Fill<'a> for Box<T> {
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        (**self).fill(from)
    }
}

impl<'a, T: Fill<'a>> Fill<'a> for Vec<T> {
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        self.clear();
        if from.peek() != b'[' {
            return from.fault("a list");
        }
        from.enter()?;
        while from.more(b']', self.is_empty())? {
            if self.len() == from.longest {
                return Err(Fault::new(format!("a list of over {} items", from.longest)));
            }
            self.push(T::default());
            if let Some(last) = self.last_mut() {
                last.fill(from)?;
            }
        }
        from.leave(b']')
    }
}

impl<'a, T: Fill<'a>> Fill<'a> for Many<T> {
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        self.0.clear();
        match from.peek() {
            b'[' => self.0.fill(from),
            b'{' => {
                let mut one = T::default();
                one.fill(from)?;
                self.0.push(one);
                Ok(())
            }
            _ => from.fault("an object or a list of objects"),
        }
    }
}

impl<'a, T: Fill<'a>> Fill<'a> for Inside<T> {
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        from.inside(|from| self.0.fill(from))
    }
}

impl Scanner<'_> {
    /// Past a post that lies inside another.
    pub(super) fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.posts += 1;
        if self.posts > MOST_INSIDE {
            return Err(Fault::new(format!("posts inside posts over {MOST_INSIDE} deep")));
        }
        let value = read(self)?;
        self.posts -= 1;
        Ok(value)
    }
}

impl<'a> Fill<'a> for Str<'a> {
    #[inline]
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        self.0 = match from.peek() {
            b'"' => from.string()?,
            b'-' | b'0'..=b'9' => {
                let number = from.number()?;
                if !number.whole {
                    let found = format!("found {} where a whole number was wanted", number.text);
                    return Err(Fault::new(found));
                }
                number.text.into()
            }
            _ => return from.fault("a string or a whole number"),
        };
        Ok(())
    }
}

impl<'a> Fill<'a> for bool {
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        match from.peek() {
            b't' => *self = true,
            b'f' => *self = false,
            _ => return from.fault("true or false"),
        }
        from.word(if *self { "true" } else { "false" })
    }
}

impl<'a> Fill<'a> for Count {
    #[inline]
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        self.0 = match from.peek() {
            b'"' => parse_count(&from.string()?),
            b'-' | b'0'..=b'9' => parse_count(from.number()?.text),
            b'[' | b'{' => return from.fault("a count"),
            _ => {
                from.skip()?;
                None
            }
        };
        Ok(())
    }
}

impl<'a> Fill<'a> for IgnoredAny {
    fn fill(&mut self, from: &mut Scanner<'a>) -> Result<()> {
        from.skip()
    }
}
