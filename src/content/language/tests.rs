use proptest::prelude::*;

use super::*;

fn code(text: &str) -> Option<&'static str> {
    language(text).map(|found| found.code)
}

#[test]
fn one_sentence_in_many_languages() {
    let said = [
        ("en", "Everyone has the right to freedom of opinion and expression."),
        ("fr", "Tout individu a droit à la liberté d'opinion et d'expression."),
        ("es", "Todo individuo tiene derecho a la libertad de opinión y de expresión."),
        ("pt", "Todo o indivíduo tem direito à liberdade de opinião e de expressão."),
        ("it", "Ogni individuo ha diritto alla libertà di opinione e di espressione."),
        ("de", "Jeder hat das Recht auf Meinungsfreiheit und freie Meinungsäußerung."),
        ("nl", "Een ieder heeft recht op vrijheid van mening en meningsuiting."),
        ("sv", "Var och en har rätt till åsiktsfrihet och yttrandefrihet."),
        ("pl", "Każdy człowiek ma prawo wolności opinii i wyrażania jej."),
        ("tr", "Herkesin düşünce ve anlatım özgürlüğüne hakkı vardır."),
        ("ru", "Каждый человек имеет право на свободу убеждений."),
        ("uk", "Кожна людина має право на свободу переконань."),
        ("bg", "Всеки човек има право на свобода на убеждение и на изразяване."),
        ("ar", "لكل شخص الحق في حرية الرأي والتعبير"),
        ("fa", "هر کس حق آزادی عقیده و بیان دارد"),
        ("ur", "ہر شخص کو اپنی رائے رکھنے اور اظہار رائے کی آزادی کا حق حاصل ہے"),
        ("hi", "प्रत्येक व्यक्ति को विचार और उसकी अभिव्यक्ति की स्वतन्त्रता का अधिकार है"),
        ("he", "כל אדם זכאי לחירות הדעה והביטוי"),
        ("el", "Καθένας έχει το δικαίωμα της ελευθερίας της γνώμης"),
        ("zh", "人人有权享有主张和发表意见的自由"),
        ("ja", "すべて人は、意見及び表現の自由に対する権利を有する"),
        ("ko", "모든 사람은 의견의 자유와 표현의 자유에 대한 권리를 가진다"),
        ("th", "ทุกคนมีสิทธิในอิสรภาพแห่งความเห็น"),
        ("ka", "ყოველ ადამიანს აქვს უფლება"),
        ("hy", "Յուրաքանչյուր մարդ ունի կարծիքի ազատության իրավունք"),
    ];
    for (wanted, text) in said {
        assert_eq!(code(text), Some(wanted), "{text}");
    }
}

#[test]
fn marks_say_nothing() {
    for text in [
        "",
        "@UN @NATO",
        "https://www.lemonde.fr/une-longue-adresse",
        "🕊️🇺🇦",
        "2015 1,000",
        "ok",
        "和",
    ] {
        assert_eq!(code(text), None, "{text}");
    }
    let bare = language("Nous saluons cet accord");
    assert_eq!(language("@StateDept Nous saluons #cet accord 🕊️ https://t.co/thewaythat"), bare);
}

#[test]
fn the_greater_script_decides() {
    assert_eq!(code("Meeting with Μητσοτάκης in Athens today"), Some("en"));
    assert_eq!(code("Συνάντηση στην Αθήνα σήμερα with friends"), Some("el"));
    assert_eq!(code("ありがとう Tokyo Summit"), Some("ja"));
}

#[test]
fn letters_of_languages_that_ngrams_do_not_know() {
    assert_eq!(code("Секој човек има право на слобода на мислење и ѕвезди"), Some("mk"));
    assert_eq!(code("Әркімнің наным-сенім бостандығына құқығы бар"), None);
    assert_eq!(code("هر څوک د فکر او بيان د آزادۍ حق لري ښه"), Some("ps"));
}

#[test]
fn a_megabyte_of_one_thing() {
    for piece in ["!", "🕊️", "1", " ", "\u{301}", "@a ", "a"] {
        assert_eq!(code(&piece.repeat(1_000_000 / piece.len())), None, "{piece}");
    }
    assert_eq!(code(&"the ".repeat(250_000)), code("the the"));
    assert_eq!(code(&"和".repeat(300_000)), Some("zh"));
}

#[test]
fn accents_and_signs_within_words() {
    let same = |one: &str, other: &str| assert_eq!(language(one), language(other), "{one}");
    same("Ge\u{301}ne\u{301}ral elections today", "General elections today");
    same("Don't mention (the) #war", "Don t mention the war");
    same("GÉNÉRALE élection", "générale ÉLECTION");
}

proptest! {
    #[test]
    fn the_short_way_is_the_long_way(text in "([a-zA-Z@#./:'’é和ж0 ]{0,9}|https?://|@un ){0,9}") {
        let mut letters = Letters::default();
        let mut votes = Votes::default();
        each_word(&text, |word, _| letters.read(word, &mut votes));
        let long = letters.main().map(|(main, _)| main);
        let mut short = Letters::default();
        for piece in text.split(' ') {
            if may_hold_marks(piece) {
                each_word(piece, |word, _| short.read(word, &mut Votes::default()));
            } else {
                short.read(piece, &mut Votes::default());
            }
        }
        prop_assert_eq!(short.of, letters.of);
        prop_assert_eq!(short.main().map(|(main, _)| main), long);
    }

    #[test]
    fn any_text_has_a_known_language_or_none(text in any::<String>()) {
        if let Some(found) = language(&text) {
            prop_assert_eq!(found.code.len(), 2);
            prop_assert!((LEAST_MARGIN..=1.0).contains(&found.margin));
        }
    }

    #[test]
    fn case_and_marks_change_nothing(words in "([a-zà-ü]{2,9} ){3,9}") {
        let marked = format!("@un {words} https://t.co/the 🕊️ 2015");
        prop_assert_eq!(language(&words), language(&marked));
        prop_assert_eq!(language(&words), language(&words.to_uppercase()));
    }
}
