"""What each reason of the plan means: its text, its rule, and the task that follows, if any."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.model.plan_reasons import PlanReason
from workbench.model.task_kinds import TaskKind


@dataclass(frozen=True)
class PlanReasonRules:
    """What a reason means.

    A claim with this reason waits for a `task`, unless there is a day on which it is decided again.
    `todo` is what must be done, and an answer hides the task for `again_days` days; without `todo`
    another query makes the task. A reason without a task comes with a day, a step or a hold.
    """

    text: str  # in bokmål
    rule: str  # of the domain's rules and cases, as R1 or B17
    changes_when: str  # in bokmål: what would change it, after "Det endrer seg når "
    task: TaskKind | None = None
    todo: str = ""  # in bokmål
    again_days: int = 30
    is_raised_in_calls: bool = False  # an agent may talk about the claim
    is_told: bool = False  # the payer may be told what has happened with the claim
    is_not_drawn: bool = False  # by AvtaleGiro, until it is settled what is to be paid


PLAN_REASON_RULES: Mapping[PlanReason, PlanReasonRules] = {
    PlanReason.STEP_DUE: PlanReasonRules(
        "tid for neste steg",
        "R1",
        "steget er tatt, eller kravet blir betalt",
        is_raised_in_calls=True,
        is_told=True,
    ),
    PlanReason.NOT_DUE: PlanReasonRules(
        "ikke forfalt ennå", "R1", "kravet forfaller uten å være betalt", is_told=True
    ),
    PlanReason.WAITING: PlanReasonRules(
        "venter – det er for kort tid siden forfall eller forrige steg",
        "T8",
        "dagen kommer uten at kravet er betalt",
        is_raised_in_calls=True,
        is_told=True,
    ),
    PlanReason.HELD: PlanReasonRules(
        "purrestopp – oppfølgingen hviler",
        "R15",
        "avtalen slutter, eller kravet blir betalt",
        is_not_drawn=True,
    ),
    PlanReason.AWAITING_FILE: PlanReasonRules(
        "betaling er lovet, og filen som kan vise den, er ikke lest",
        "B5",
        "filen er lest: da er løftet holdt, eller betaleren står først",
        TaskKind.CHECK_CLAIM,
    ),
    PlanReason.MANDATE: PlanReasonRules(
        "trekkes med AvtaleGiro – venter på at banken melder fra",
        "P10",
        "beløpet er trukket, eller bankens fil viser at det ikke kom",
        is_told=True,
    ),
    PlanReason.STALE_FILE: PlanReasonRules(
        "kan være betalt – filen som viser det, går ikke langt nok",
        "B11",
        "en nyere fil er lest",
        TaskKind.CHECK_CLAIM,
    ),
    PlanReason.UNKNOWN_SENT: PlanReasonRules(
        "vi vet ikke om det ble sendt – svar på det først",
        "B2",
        "noen svarer om det ble sendt, eller det står i medlemssystemet",
        TaskKind.SEND_STEP,
    ),
    PlanReason.SET_ASIDE: PlanReasonRules(
        "lagt til side av kontoret", "T14", "dagen kommer uten at kravet er betalt"
    ),
    PlanReason.LEFT_TO_CLUB: PlanReasonRules(
        "klubben avgjør etter samtalen",
        "B6",
        "klubben sier hva som skal skje",
        TaskKind.DECIDE_CALL,
    ),
    PlanReason.FROZEN_PERIOD: PlanReasonRules(
        "gjelder en tid da medlemskapet var fryst – skal ikke betales",
        "B8",
        "kravet krediteres, eller frysen endres",
        TaskKind.CREDIT_CLAIM,
        "Fryst i hele tiden kravet gjelder: krediter det",
        is_not_drawn=True,
    ),
    PlanReason.PARTLY_FROZEN: PlanReasonRules(
        "en del av tiden kravet gjelder, var medlemskapet fryst – avklares først",
        "B8",
        "klubben sier hvor mye som skal betales",
        TaskKind.DECIDE_CLAIM,
        "Fryst i en del av tiden kravet gjelder: hvor mye skal betales?",
        is_not_drawn=True,
    ),
    PlanReason.PAUSED: PlanReasonRules(
        "gjelder også dager som var stengt eller fryst – krediteres først",
        "P19",
        "det som gjelder dagene, er kreditert",
        TaskKind.CHECK_CLAIM,
        "Gjelder også dager som var stengt eller fryst: krediter med «workbench pause»",
        again_days=7,
        is_not_drawn=True,
    ),
    PlanReason.IN_CALL: PlanReasonRules(
        "tas opp når betaleren ringes om et annet krav",
        "W8",
        "samtalen er tatt",
        is_raised_in_calls=True,
        is_told=True,
    ),
    PlanReason.CARRIED: PlanReasonRules(
        "følger betalerens eldste krav",
        "P6",
        "det eldste kravet blir betalt",
        is_raised_in_calls=True,
        is_told=True,
    ),
    PlanReason.OLD_CLAIM: PlanReasonRules(
        "var gammelt da oppdraget begynte – klubben må si ja først",
        "B17",
        "klubben sier ja til at gamle krav følges opp",
        TaskKind.DECIDE_CLAIM,
        "Gamle krav fra før oppdraget: skal de følges opp? Svaret skrives i club.toml",
        again_days=90,
    ),
    PlanReason.EXEMPT: PlanReasonRules(
        "unntatt fra oppfølging",
        "A4",
        "unntaket tas bort",
        TaskKind.DECIDE_CLAIM,
        "Unntatt fra oppfølging: skal det fortsatt være det?",
        again_days=365,
        is_not_drawn=True,
    ),
    PlanReason.FROZEN: PlanReasonRules(
        "fryst i medlemssystemet uten siste dag",
        "R15",
        "det er kjent når frysen slutter",
        TaskKind.DECIDE_CLAIM,
        "Når slutter frysen i medlemssystemet?",
    ),
    PlanReason.WITHDRAWAL: PlanReasonRules(
        "avtalen kan fortsatt angres – venter til fristen er ute", "P24", "angrefristen er ute"
    ),
    PlanReason.RESIGNED: PlanReasonRules(
        "utmeldt før forfall – skal krediteres",
        "R18",
        "klubben krediterer kravet, eller sier at det skal betales",
        TaskKind.CREDIT_CLAIM,
        "Kan kravet krediteres?",
    ),
    PlanReason.UNCONFIRMED: PlanReasonRules(
        "står ikke, eller kunne ikke leses, i nyeste eksport – sjekk først",
        "B4",
        "kravet står i en ny eksport",
        TaskKind.CHECK_CLAIM,
        "Finn ut hvorfor kravet ikke står i nyeste eksport",
        again_days=14,
        is_not_drawn=True,
    ),
    PlanReason.REOPENED: PlanReasonRules(
        "nyeste eksport tar tilbake det den har sagt før – avklares først",
        "D1",
        "noen sier hva som stemmer",
        TaskKind.UNREAD_ROW,
        is_not_drawn=True,
    ),
    PlanReason.CONTRADICTED: PlanReasonRules(
        "opplysningene i eksporten kan ikke stemme – avklares først",
        "D2",
        "noen sier hva som stemmer",
        TaskKind.UNREAD_ROW,
        is_not_drawn=True,
    ),
    PlanReason.CREDIT_ASKED: PlanReasonRules(
        "klubben er spurt om kravet kan krediteres",
        "R18",
        "klubben svarer",
        TaskKind.CREDIT_CLAIM,
        is_not_drawn=True,
    ),
    PlanReason.MAYBE_CLOSED: PlanReasonRules(
        "kan gjelde dager som var stengt – det er ikke kjent hvilke dager kravet er for",
        "P19",
        "det er svart på hvilke dager kravet gjelder",
        TaskKind.CHECK_CLAIM,
        is_not_drawn=True,
    ),
    PlanReason.CREDIT_STANDS: PlanReasonRules(
        "betaleren har noe til gode som kan dekke kravet",
        "R18",
        "det er avgjort hva det som står til gode, skal dekke",
        TaskKind.CHECK_CLAIM,
        is_not_drawn=True,
    ),
    PlanReason.MAYBE_PAID: PlanReasonRules(
        "kan være betalt – en innbetaling som ikke er plassert, kan gjelde kravet",
        "B10",
        "innbetalingen er plassert",
        TaskKind.CHECK_CLAIM,
    ),
    PlanReason.MAYBE_SAME: PlanReasonRules(
        "kan være samme krav som et annet – avgjør hva som gjelder",
        "P11",
        "noen sier om det er ett krav eller to",
        TaskKind.CHECK_CLAIM,
        is_not_drawn=True,
    ),
    PlanReason.UNKNOWN_MEMBER: PlanReasonRules(
        "passer ikke til ett bestemt medlem – finn ut hvem det gjelder",
        "W1",
        "det er kjent hvem kravet gjelder",
        TaskKind.CHECK_CLAIM,
        "Finn ut hvem kravet gjelder",
    ),
    PlanReason.LEFT_UNDATED: PlanReasonRules(
        "utmeldt uten dato – finn ut når før noe gjøres",
        "R18",
        "dagen for utmeldingen er kjent",
        TaskKind.DECIDE_CLAIM,
        "Når meldte medlemmet seg ut?",
        is_not_drawn=True,
    ),
    PlanReason.APPLICANT: PlanReasonRules(
        "søknaden om medlemskap er ikke behandlet – avklares først",
        "P23",
        "søknaden er behandlet",
        TaskKind.DECIDE_APPLICANT,
    ),
    PlanReason.REVIEW: PlanReasonRules(
        "til manuell behandling i medlemssystemet – må avgjøres der først",
        "D2",
        "det er avgjort i medlemssystemet",
        TaskKind.DECIDE_CLAIM,
        "Til manuell behandling: hva skal skje med kravet?",
    ),
    PlanReason.IN_COLLECTION: PlanReasonRules(
        "hos inkassopartner – følges opp der",
        "P28",
        "inkassopartneren gir saken tilbake",
        TaskKind.DECIDE_CLAIM,
        "Hos inkassopartneren: hvordan står saken?",
        again_days=180,
    ),
    PlanReason.HANDED_OVER: PlanReasonRules(
        "sendt til inkassopartneren – følges opp der",
        "P28",
        "inkassopartneren avslutter saken, eller klubben trekker den tilbake",
        TaskKind.CHECK_CLAIM,
        "Send filen til inkassopartneren, og registrer kravene som inkasso i medlemssystemet; hent "
        "siden svarene",
        again_days=60,
        is_not_drawn=True,
    ),
    PlanReason.RETURNED: PlanReasonRules(
        "er ikke lenger hos inkassopartneren, og er ikke betalt",
        "P28",
        "klubben sier hva som skal skje",
        TaskKind.DECIDE_CLAIM,
        "Ikke lenger hos inkassopartneren, og ikke betalt: hva skal skje med kravet?",
        again_days=90,
        is_not_drawn=True,
    ),
    PlanReason.NOT_TO_PARTNER: PlanReasonRules(
        "kan ikke sendes til inkassopartneren",
        "R7",
        "klubben sier hva som skal skje",
        TaskKind.DECIDE_CLAIM,
        "Kan ikke sendes til inkassopartneren: hva skal skje med kravet?",
        again_days=180,
    ),
    PlanReason.BELOW_MINIMUM: PlanReasonRules(
        "under klubbens minstebeløp for oppfølging",
        "T12",
        "mer blir stående åpent",
        TaskKind.DECIDE_CLAIM,
        "Under minstebeløpet: skal kravet avskrives?",
        again_days=365,
    ),
    PlanReason.NO_CONTACT: PlanReasonRules(
        "mangler kontaktinformasjon som kan brukes – må finnes først",
        "P13",
        "noen finner telefon eller e-post",
        TaskKind.FIND_CONTACT,
        "Finn telefon eller e-post, så kravet kan følges opp",
    ),
    PlanReason.NO_GUARDIAN: PlanReasonRules(
        "medlemmet er blitt myndig, og den foresatte som skylder, er ikke kjent – må finnes først",
        "W5",
        "noen finner ut hvem som er foresatt",
        TaskKind.FIND_CONTACT,
        "Hvem er foresatt? Finn den som skal betale",
    ),
    PlanReason.NOT_ASSIGNED: PlanReasonRules(
        "ikke med i oppdraget klubben har gitt oss",
        "R7",
        "oppdraget blir utvidet",
        TaskKind.DECIDE_CLAIM,
        "Neste steg er ikke med i oppdraget: skal det utvides?",
        again_days=180,
    ),
    PlanReason.TIME_BARRED: PlanReasonRules(
        "foreldet – kan ikke kreves, foreslås avskrevet",
        "R14",
        "kravet avskrives",
        TaskKind.DECIDE_CLAIM,
        "Foreldet: skal kravet avskrives?",
        again_days=180,
    ),
    PlanReason.NO_RATE: PlanReasonRules(
        "brevet har gebyr, og ingen gjennomgått sats gjelder dagen",
        "R16",
        "satsene er gjennomgått og lagt inn",
        TaskKind.CHECK_CLAIM,
        "Legg inn gjennomgåtte satser i data/rates",
    ),
    PlanReason.NO_NOTICE: PlanReasonRules(
        "inkassovarsel er ikke gitt, eller fristen i det er ikke ute",
        "R7",
        "fristen i et inkassovarsel er ute uten betaling",
        TaskKind.DECIDE_CLAIM,
        "Skal det gis inkassovarsel?",
    ),
    PlanReason.POLICY_CHANGED: PlanReasonRules(
        "purreløpet er endret underveis – velg neste steg selv",
        "T13",
        "noen velger neste steg",
        TaskKind.CHECK_CLAIM,
        "Purreløpet er endret underveis: velg neste steg selv",
    ),
    PlanReason.ALL_STEPS_TAKEN: PlanReasonRules(
        "alle steg er tatt – avgjør hva som skal skje videre",
        "B7",
        "klubben bestemmer hva som skal skje",
        TaskKind.DECIDE_CLAIM,
        "Alle steg er tatt: hva skal skje videre?",
    ),
}
