"""What stands in the briefs of the demo agency."""

CREATIVE = {
    "background": "Brightwater has the cheapest first card in the market, and nobody knows. "
    "Two rivals start theirs in spring.",
    "marketing_objective": "12,000 new card holders under 25 by the end of June, 4,000 of them "
    "moving their salary account within a year.",
    "communication_objective": "Students know that the first year is free, and believe that "
    "Brightwater is a bank for people who have little yet.",
    "audience": "Aoife, 19, first term in Cork. Lives on a loan, pays by phone, checks her balance "
    "before every round. Her parents chose her bank.",
    "insight": "A first card is the first thing about money that nobody else decides. "
    "Source: eight interviews, October.",
    "now": "“Banks want people with money. I will stay with my mother’s until I have some.”",
    "after": "“They took me before I had anything. I will remember that.”",
    "proposition": "The first card that is really yours.",
    "reasons": "Free in the first year. No parent’s signature. Open in six minutes, at night too.",
    "tone": "Plain, quick, on her side; never chummy.",
    "mandatories": "Logo bottom right, rate in full in the last frame, licence line. No price "
    "comparison by name.",
    "media": "Vertical film between stories, posters at bus stops by the campus.",
    "budget": "€180,000 for making it, music and people included.",
    "timing": "Board in a week, client two days later, on air in six weeks.",
    "judged": "Would she send it to a friend? Is the first year understood without sound?",
    "lengths": "Film of 20 seconds for social, cut-downs of 10 and 6; radio of 30. English and "
    "French; the end frame carries the rate.",
}
CLIENT = {
    "management": "Joanna Okafor asks and decides, her team works on it day by day. Job and "
    "number with us.",
    "where_now": "Third in the market with adults, sixth with students. Cards are given out with "
    "salary accounts, which students have not.",
    "where_to": "12,000 new card holders under 25 by the end of June; a share of one in five "
    "among first-year students.",
    "how": "Fee dropped for the first year, opening by phone from March on, stands at six "
    "universities. Communication has to bring them there.",
    "audience": "Students in their first two years, living away from home for the first time.",
    "arrived": "Cards opened each week, by channel; knowledge of the free year, asked in May.",
    "practicalities": "€600,000 with media. On air by the first week of April. Licence line and "
    "full rate, always.",
    "approvals": "Joanna Okafor signs brief and work, her director the money, within three days.",
    "intake": "Came as two slides and a call. The budget for media was said, not written.",
}
EXPECTATION = {
    "aim": "Students know the card before term starts.",
    "timing": "Ideas in ten days, film in six weeks. A late answer moves the air date.",
    "cost": "Fee as agreed, making it €180,000, two rounds of changes in it; media apart.",
    "result": "A vertical film of twenty seconds, cut downs of ten and six, five posters, and the "
    "pages they lead to.",
    "not_do": "It will not sell loans, nor speak to parents, nor replace the branches’ posters.",
    "client_part": "Terms and rates by Monday, all remarks by one voice, the app’s last screens.",
    "changes": "In writing, with what it costs and when it comes, before anybody works on it.",
}
MEDIA = {
    "marketing_objective": "12,000 new card holders under 25 by the end of June.",
    "communication_objective": "Four in ten students know that the first year is free.",
    "audience": "18–24, in the six university towns; about 140,000 people.",
    "markets": "Ireland; Dublin and Cork first.",
    "period": "April to June; not in the exam weeks.",
    "budget": "€420,000, net, without fees.",
    "formats": "Film 20, 10 and 6 seconds, vertical; posters for bus stops.",
    "targets": "Reach 60 % at four contacts, measured by the panel.",
    "competitors": "First Shore spends twice as much, all of it in September.",
    "constraints": "No gambling, no payday loans beside it.",
    "deadline": "Plan in two weeks.",
}
STRATEGY = {
    "situation": "Orchard’s range is known and not chosen: four in five know the name, one in nine "
    "bought in the last quarter. Own brands copied the looks within a year.",
    "problem": "People think that all of it tastes the same, so they take the cheapest.",
    "marketing_objective": "From 11 to 14 % of households in a year, at the price as it is.",
    "communication_objective": "People believe that one can taste where the fruit grew.",
    "audience": "Win those who buy both; keep the loyal tenth; leave the hunters of offers.",
    "insight": "In blind tests two in three named the region right, and were proud of it.",
    "positioning": "For those who eat with attention, the juice with an address.",
    "direction": "Taste the place.",
    "channels": "Tasting in shops first, then film and posters by region, then the pack itself.",
    "measures": "Households quarterly, belief twice a year; looked at again in June.",
    "risks": "A bad harvest in one region takes its film off the air.",
}
COMMUNICATION = {
    "marketing_objective": "12,000 new card holders under 25 by the end of June.",
    "communication_objective": "Four in ten students know that the first year is free.",
    "audience": "140,000 students in six towns.",
    "overview": "Film makes it known, posters by the campus remind, the stands close.",
    "reasons": "Half of the money where they look every day; radio was left out, since two in "
    "three never hear it. Posters stand within five minutes of an opening stand.",
    "budget": "€420,000 net; a tenth is kept for the weeks that work.",
    "measures": "Cards per channel each week, knowledge in May.",
}
CHANNELS = (
    ("Vertical film", 20, 80, "Media", "230000.00", "They look at it forty times a day"),
    ("Posters by the campus", 25, 60, "Media", "120000.00", "On the way to the stands"),
    ("Stands at six universities", 30, 50, "Promotion", "70000.00", "Opened on the spot"),
)
DELIVERABLES = (
    ("Film", "MP4, vertical", "20, 10 and 6 s", "3", 38),
    ("Poster", "PDF, X-4", "1185 × 1750 mm", "5", 30),
    ("Landing page", "HTML", "", "1", 40),
)
TECHNICAL = {
    "task": "Five posters for the windows of 62 branches.",
    "source": "Key visual B as the board approved it; layers lie with the job’s files.",
    "specification": "",
}
SUMMER = dict.fromkeys(CREATIVE, "As it stands in the client brief of the summer routes.")
