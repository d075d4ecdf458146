//! The words that the lexicon goes by, all forms, in lower case, parted by white space.

use std::collections::HashMap;
use std::sync::LazyLock;

impl List {
    /// Whether a word in lower case is in it.
    pub(super) fn contains(self, word: &str) -> bool {
        self.is_among(lists_of(word))
    }

    /// Whether it is among lists, each the bit of its number.
    pub(super) fn is_among(self, lists: u32) -> bool {
        lists & 1 << self as u32 != 0
    }
}

/// The lists that a word in lower case is in, each the bit of its number: a word is looked up once, whatever is asked of it.
pub(super) fn lists_of(word: &str) -> u32 {
    static TABLE: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
        let mut table = HashMap::new();
        for (list, words) in LISTS {
            for word in words.split_whitespace() {
                *table.entry(word).or_default() |= 1 << *list as u32;
            }
        }
        table
    });
    TABLE.get(word).copied().unwrap_or_default()
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $words:literal;)*) => {
        /// A list of words.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum List { $($(#[$doc])* $name),* }

        const LISTS: &[(List, &str)] = &[$((List::$name, $words)),*];
    };
}

lists!(
    /// Verbs of harm.
    HarmVerbs = "abduct abducts abducted abducting abuse abuses abused abusing ambush ambushes ambushed ambushing annihilate annihilates annihilated annihilating
    assail assails assailed assailing assassinate assassinates assassinated assassinating assault assaults assaulted assaulting attack attacks attacked attacking
    bash bashed bashing batter battered battering beat beaten beating behead beheads beheaded beheading blackmail blackmails blackmailed blackmailing
    blockade blockades blockaded blockading bomb bombs bombed bombing bombard bombards bombarded bombarding bully bullies bullied bullying burn burns burning
    burnt butcher butchered butchering coerce coerces coerced coercing confront confronted conspire conspires conspired conspiring cripple crippled crippling
    crush crushes crushed crushing decapitate decapitated destabilise destabilises destabilised destabilising destabilize destabilizes destabilized destabilizing
    destroy destroys destroyed destroying detonate detonates detonated detonating devastate devastated devastating disrupt disrupts disrupted disrupting
    endanger endangers endangered endangering enslave enslaved ensnare exterminate exterminated eavesdrop eavesdropped eliminate eliminates eliminated
    eliminating execute executes executed executing explode explodes exploded exploding extort extorts extorted extorting fire-bomb firebomb firebombed
    gun gunned gas gassed gassing hack hacks hacked hacking harass harasses harassed harassing harm harms harmed harming hijack hijacks hijacked hijacking
    hunt hunted hurt hurts hurting infiltrate infiltrates infiltrated infiltrating injure injures injured injuring intimidate intimidates intimidated
    intimidating invade invades invaded invading jail jailed jailing jeopardise jeopardised jeopardize jeopardized kidnap kidnaps kidnapped kidnapping
    kidnaped kill kills killed killing lynch lynched lynching maim maims maimed maiming massacre massacred massacring mistreat mistreated menace menaces
    menaced menacing molest molested murder murders murdered murdering muzzle muzzled obliterate obliterated oppress oppresses oppressed oppressing persecute
    persecutes persecuted persecuting plot plots plotted plotting plunder plundered poison poisons poisoned poisoning pummel pummelled punish punishes punished
    punishing raid raided raiding ram rammed ramming ransack ransacked rape rapes raped raping ravage ravaged repatriating repress represses repressed repressing
    retaliate retaliates retaliated retaliating rob robbed robbing sabotage sabotages sabotaged sabotaging shell shelled shelling shoot shoots shooting shot
    silence silenced silencing sink sinking slaughter slaughtered slaughtering slay slain smash smashed smashing smear smeared smearing snatch snatched snatching
    snipe spied spying stab stabs stabbed stabbing stalk stalks stalked stalking starve starved starving stifle stifles stifled stifling storm stormed storming
    strangle strangled strike-back subvert subverts subverted subverting suffocate suffocated suppress suppresses suppressed suppressing surveil surveilled
    target targets targeted targeting targetted terrorise terrorises terrorised terrorising terrorize terrorizes terrorized terrorizing threaten threatens
    threatened threatening torch torched torching torment tormented torture tortures tortured torturing trample trampled traffick trafficked trafficking
    undermine undermines undermined undermining vandalise vandalised vandalize vandalized victimise victimised victimize victimized whip whipped wound wounds
    wounded wounding wreck wrecked wrecking manipulate manipulates manipulated manipulating meddle meddles meddled meddling interfere interferes interfered
    interfering expel-by-force evict evicted evicting looted looting loot cyberattack doxed doxxed doxxing doxing";

    /// Nouns and adjectives of harm.
    HarmNouns = "abduction abductions abductor abductors abuse abuses aggression aggressions aggressor aggressors airstrike airstrikes ambush ambushes annihilation arson
    assailant assailants assassin assassins assassination assassinations assault assaults atrocity atrocities attack attacks attacker attackers attrition
    backlash barrage beating beatings beheading beheadings blackmail blockade bloodbath bloodshed blow bomb bombs bomber bombers bombing bombings bombardment
    bombardments bribery brutality bullet bullets bullying carnage casualty casualties clampdown coercion conspiracy conspiracies crackdown crackdowns
    cruelty cyberattack cyberattacks cyber-attack cyber-attacks cyberbullying danger dangers death-threat death-threats deportations destruction detonation
    disinformation disappearance disappearances disruption drone-strike espionage eavesdropping execution executions explosion explosions explosive explosives
    extermination extortion extremism extremist extremists firebomb firebombs genocide grenade grenades gunfire gunman gunmen hacker hackers hacking harassment
    harm harms hijacking hijackings hostage hostages hostility hostilities incursion incursions infiltration injury injuries interference intimidation invasion
    invasions jeopardy kidnap kidnapper kidnappers kidnapping kidnappings killer killers killing killings knife landmine landmines lynching malware massacre
    massacres meddling menace militia militias mine missile missiles murder murderer murderers murders offensive onslaught oppression peril perils persecution
    plot plots plotter plotters poison poisoning pogrom propaganda provocation provocations purge purges raid raids ransom ransomware rape rapes reckless
    repression reprisal reprisals retaliation retribution revenge risk risks rocket rockets sabotage saboteur saboteurs shelling shooter shooters shooting
    shootings siege slaughter slavery smear sniper snipers spying spy spies stabbing stabbings stalker stalkers stalking starvation strike-force subversion
    surveillance tear-gas terror terrorism terrorist terrorists threat threats torture torturer torturers trafficking ultimatum ultimatums vandalism vendetta
    vengeance victim victims violence violent warfare weapon weapons wiretap wiretaps wound wounds lethal deadly murderous pellets";

    /// Verbs that voice a threat when they have an object: to warn somebody, not to warn that it rains.
    Warnings = "warn warns warned warning";

    /// Words after a noun of harm that make it the name of an office, a trade or a proceeding.
    Offices = "agency agencies boss case charge charges chief chiefs commander commissioner court courts detective detectives drama expert experts film force head inquest
    inquiries inquiry investigation investigations investigator investigators law laws master minister movie novel officer officers official officials police
    probe researcher researchers service services squad suspect suspects team trial trials unit units";

    /// Words that lead to a verb of harm and belong to its phrase.
    Leads = "to or and not never will would could can may might must shall should has have had having is are was were be been being also even still already again
    allegedly reportedly repeatedly deliberately openly secretly publicly plan plans planned planning try tries tried trying seek seeks sought seeking attempt
    attempts attempted attempting want wants wanted wanting vow vows vowed vowing intend intends intended intending aim aims aimed aiming hope hopes hoped
    prepare prepares prepared preparing ready willing going ambitions ambition orders order ordered ordering promise promises promised swear swore sworn agree
    agreed agreeing conspire conspired conspiring offer offered hire hired hiring pledge pledged continue continued continuing begin began begun start started
    mean means meant help helped helping forcibly physically violently";

    /// Of those, the ones that belong to the grammar of the sentence only: they do not begin the phrase.
    Auxiliaries = "to or and not never will would could can may might must shall should has have had having is are was were be been being also even still already again
    allegedly reportedly repeatedly deliberately openly secretly publicly";

    /// Verbs that do nothing but carry a noun of harm: to pose a threat.
    Carriers = "pose poses posed posing face faces faced facing issue issues issued issuing make makes made making receive receives received receiving launch launches
    launched launching carry carries carried carrying send sends sent sending suffer suffers suffered suffering commit commits committed committing wage wages
    waged waging mount mounts mounted mounting use uses used using plan plans planned planning order orders ordered ordering direct directed stage staged
    take takes took taken taking unleash unleashed inflict inflicts inflicted inflicting incite incites incited inciting spread spreads spreading fear feared
    warn warned strike struck striking voice voiced represent represents represented bring brings brought deliver delivered fire fired firing foment fomented";

    /// Words after which a noun phrase begins, or which stand between its parts.
    Articles = "a an the this that these those such any some no every each all both its his her their our my your another";

    /// Cues of an accusation that is told after them.
    Accusations = "accuse accuses accused accusing allege alleges alleged alleging blame blames blamed blaming charge charges charged charging indict indicts indicted indicting
    suspect suspects suspected claim claims claimed claiming";

    /// Nouns of an accusation, which is told after `that`.
    Allegations = "allegation allegations accusation accusations suspicion suspicions";

    /// Cues of a denial.
    Denials = "deny denies denied denying reject rejects rejected rejecting dispute disputes disputed disputing refute refutes refuted dismiss dismisses dismissed";

    /// Verbs of saying, whose clause is no part of the claim.
    Saying = "said says say saying told tells tell added adds stated states announced announces reported reports argued argues insisted insists warned warns wrote
    writes confirmed confirms estimated estimates acknowledged admitted admits declared believes believed according";

    /// Numbers in words.
    Numbers = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty
    seventy eighty ninety hundred hundreds thousand thousands million millions billion billions trillion dozen dozens half double doubled triple tripled twice
    quarter thirds majority";

    /// Superlatives in one word, and words that say the same.
    Superlatives = "largest biggest smallest highest lowest longest shortest fastest slowest strongest weakest greatest deadliest worst best oldest youngest richest poorest
    busiest heaviest hottest coldest safest cheapest costliest newest latest-ever wealthiest bloodiest gravest sharpest hardest easiest closest furthest deepest
    widest record unprecedented unrivalled unmatched";

    /// Words of cause.
    Causes = "because caused causes causing cause triggered triggers triggering sparked sparks sparking prompted prompts prompting provoked provokes provoking";

    /// The words that follow in those of two words.
    CauseLinks = "to in by";

    /// Words of cause with the word that follows.
    CausesOfTwo = "due-to led-to leads-to leading-to resulted-in results-in resulting-in owing-to thanks-to driven-by fuelled-by fueled-by contributed-to contributes-to";

    /// Words of money.
    Money = "dollar dollars euro euros pound pounds crown crowns franc francs yen yuan rouble roubles ruble rubles rupee rupees usd eur gbp";

    /// Months, with their abbreviations.
    Months = "january february march april may june july august september october november december jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec. jan feb
    mar apr jun jul aug sept sep oct nov dec";

    /// Words of time that may stand at the end of a clause and are no part of the harm.
    Times = "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight week weeks weekend month months year years morning afternoon
    evening night day days summer winter spring autumn january february march april june july august september october november december";

    /// Words that lead to a time.
    TimeLeads = "on in this last next late early since the past coming two three few several earlier later";
);

/// Endings of words that may stand before a noun and say what sort it is.
pub(super) const ADJECTIVE_ENDINGS: [&str; 11] = ["al", "ive", "ible", "able", "ous", "ful", "ic", "ent", "ant", "less", "ary"];

/// Endings of words that may be of that sort, or verbs.
pub(super) const PARTICIPLE_ENDINGS: [&str; 2] = ["ed", "ing"];

/// Other words of that sort before nouns of harm.
pub(super) const ADJECTIVES: [&str; 32] = [
    "alleged",
    "suspected",
    "planned",
    "coordinated",
    "repeated",
    "growing",
    "continued",
    "targeted",
    "most",
    "strategic",
    "direct",
    "fresh",
    "new",
    "death",
    "bomb",
    "cyber",
    "terror",
    "grave",
    "major",
    "mass",
    "armed",
    "drone",
    "missile",
    "arson",
    "knife",
    "acid",
    "hate",
    "such",
    "many",
    "more",
    "other",
    "murder",
];
