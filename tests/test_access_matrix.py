"""Every address, every role: the answers are written by hand, and nothing may leak.

A row: GET, then POST with an empty form, for AAE AE AM AD GAD CSD, then finance planner stranger,
then nobody signed in. 2 shown, 3 sent on, F forbidden (403), 4 not found, M wrong method (405),
C wrong state (409), U bad input (422). The record belongs to a client that the ladder serves.
"""

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import get_resolver, reverse

from tests.matrix import CANARY, ROLES, make_world

EXPECTED = """
healthz                              222222 222 2   MMMMMM MMM M
start                                222333 332 3   MMMMMM MMM 3
my-day                               222222 222 3   MMMMMM MMM 3
approvals                            222222 222 3   MMMMMM MMM 3
board                                222222 442 3   MMMMMM MMM 3
board-rules                          222222 442 3   MMMMMM MMM 3
board-export                         222222 442 3   MMMMMM MMM 3
board-account                        222222 444 3   MMMMMM MMM 3
client-risk                          222222 444 3   MMMMMM MMM 3
history                              222222 444 3   MMMMMM MMM 3
flag-client                          MMMMMM MMM 3   UUUUUU 444 3
lift-flag                            MMMMMM MMM 3   FF3333 444 3
search                               222222 222 3   MMMMMM MMM 3
search-suggest                       222222 222 3   MMMMMM MMM 3
accounts:attach                      222222 F44 3   UUUUUU F44 3
accounts:attachment                  222222 444 3   MMMMMM MMM 3
accounts:attachment-picture          222222 444 3   MMMMMM MMM 3
accounts:remove-attachment           222222 444 3   UUUUUU 444 3
accounts:people                      222222 222 3   MMMMMM MMM 3
accounts:join                        FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:departed                    FFFFF2 FFF 3   MMMMMM MMM 3
accounts:person                      222222 222 3   MMMMMM MMM 3
accounts:person-history              F22222 FFF 3   MMMMMM MMM 3
accounts:edit-person                 FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:move-person                 FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:person-leaving              FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:take-back                   MMMMMM MMM M   FFFFFC FFF 3
accounts:absences                    222222 222 3   MMMMMM MMM 3
accounts:enter-absence               222222 222 3   222222 222 3
accounts:absence                     F22222 FFF 3   F22222 FFF 3
accounts:cancel-absence              MMMMMM MMM M   F33333 FFF 3
accounts:profile                     222222 222 3   222222 222 3
accounts:set-theme                   MMMMMM MMM M   UUUUUU UUU 3
accounts:end-sessions                MMMMMM MMM M   333333 333 3
accounts:settings                    FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:offices                     FFFFF2 FFF 3   MMMMMM MMM 3
accounts:new-office                  FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:office                      FFFFF2 FFF 3   FFFFF2 FFF 3
accounts:close-office                MMMMMM MMM M   FFFFFU FFF 3
accounts:reopen-office               MMMMMM MMM M   FFFFF3 FFF 3
accounts:clients                     222222 222 3   MMMMMM MMM 3
accounts:open-client                 FFF222 FFF 3   FFFUUU FFF 3
accounts:client                      222222 244 3   MMMMMM MMM 3
accounts:edit-client                 FF2222 444 3   FFUUUU 444 3
accounts:client-status               FFF222 444 3   FFFUUU 444 3
accounts:client-timeline             222222 444 3   MMMMMM MMM 3
accounts:pin-client                  MMMMMM MMM 3   333333 344 3
accounts:unpin-client                MMMMMM MMM 3   333333 344 3
accounts:client-agreement            222222 444 3   MMMMMM MMM 3
accounts:add-brand                   F22222 444 3   FUUUUU 444 3
accounts:edit-brand                  F22222 444 3   FUUUUU 444 3
accounts:add-domain                  F22222 444 3   FUUUUU 444 3
accounts:remove-domain               MMMMMM MMM 3   F33333 444 3
accounts:add-contract                FFF222 444 3   FFFUUU 444 3
accounts:edit-contract               FFF222 444 3   FFFUUU 444 3
accounts:client-team                 222222 444 3   MMMMMM MMM 3
accounts:assign-to-team              FF2222 444 3   FFUUUU 444 3
accounts:edit-place                  FF2222 444 3   FF3333 444 3
accounts:end-place                   FF2222 444 3   FFUUUU 444 3
accounts:hand-over-place             FF2222 444 3   FFUUUU 444 3
accounts:client-people               222222 444 3   MMMMMM MMM 3
accounts:add-contact                 F22222 444 3   FUUUUU 444 3
accounts:edit-contact                F22222 444 3   FUUUUU 444 3
accounts:end-contact                 F22222 444 3   FUUUUU 444 3
accounts:add-partner                 F22222 444 3   FUUUUU 444 3
accounts:edit-partner                F22222 444 3   FUUUUU 444 3
accounts:end-partner                 F22222 444 3   FUUUUU 444 3
accounts:client-access               FF2222 444 3   MMMMMM MMM 3
accounts:share-client                FF2222 444 3   FFUUUU 444 3
accounts:revoke-share                MMMMMM MMM 3   FF3333 444 3
accounts:walls                       FFFFF2 FFF 3   MMMMMM MMM 3
accounts:raise-wall                  FFFFF2 FFF 3   FFFFFU FFF 3
accounts:lift-wall                   MMMMMM MMM 3   FFFFF3 444 3
accounts:inbox                       222222 222 3   MMMMMM MMM 3
accounts:finish-notices              MMMMMM MMM M   333333 333 3
accounts:notice                      434444 444 3   MMMMMM MMM 3
accounts:finish-notice               MMMMMM MMM M   434444 444 3
accounts:put-back-notice             MMMMMM MMM M   434444 444 3
accounts:snooze-notice               424444 444 3   4U4444 444 3
accounts:paper                       333333 444 3   MMMMMM MMM 3
accounts:paper-status                222222 444 3   MMMMMM MMM 3
accounts:client-answer               222222 444 2   MMMMMM MMM M
accounts:approve-by-link             MMMMMM MMM M   FFFFFF 444 U
accounts:decline-by-link             MMMMMM MMM M   FFFFFF 444 U
accounts:ask-by-link                 MMMMMM MMM M   FFFFFF 444 U
accounts:ask-for-newest              MMMMMM MMM M   FFFFFF 444 2
accounts:with-the-client             222222 222 3   MMMMMM MMM 3
accounts:send-link-again             F22222 444 3   F22222 444 3
accounts:extend-link                 222222 444 3   UUUUUU 444 3
accounts:remind-client               MMMMMM MMM M   FCCCCC 444 3
accounts:revoke-link                 222222 444 3   UUUUUU 444 3
briefs:client-approval               222222 444 3   MMMMMM MMM 3
briefs:invite-client                 F22222 444 3   FUUUUU 444 3
briefs:record-approval               FF2222 444 3   FFUUUU 444 3
accounts:client-answer-paper         444444 444 4   MMMMMM MMM M
accounts:print-paper-again           MMMMMM MMM M   333333 444 3
briefs:jobs                          222222 222 3   MMMMMM MMM 3
briefs:open-job                      222222 222 3   222222 222 3
briefs:job                           222222 244 3   MMMMMM MMM 3
briefs:client-jobs                   222222 244 3   MMMMMM MMM 3
briefs:client-brands                 222222 444 3   MMMMMM MMM 3
briefs:brand                         222222 444 3   MMMMMM MMM 3
briefs:brand-work                    222222 444 3   MMMMMM MMM 3
briefs:edit-brand-profile            F22222 444 3   F33333 444 3
briefs:edit-brand-plan               F22222 444 3   FUUUUU 444 3
briefs:set-brand-budget              FF2222 444 3   FFUUUU 444 3
briefs:set-brand-priorities          F22222 444 3   FUUUUU 444 3
briefs:add-competitor                F22222 444 3   FUUUUU 444 3
briefs:edit-competitor               F22222 444 3   FUUUUU 444 3
briefs:brand-notes                   222222 444 3   MMMMMM MMM 3
briefs:competitor-notes              222222 222 3   MMMMMM MMM 3
briefs:export-competitor-notes       222222 222 3   MMMMMM MMM 3
briefs:note-competitor               222222 222 3   222222 222 3
briefs:brand-digest                  222222 444 3   MMMMMM MMM 3
briefs:issue-digest                  FF2222 444 3   FFUUUU 444 3
briefs:competitor-digest             222222 444 3   MMMMMM MMM 3
briefs:client-week                   222222 444 3   F33333 444 3
briefs:week-panel                    222222 444 3   MMMMMM MMM 3
briefs:send-week                     MMMMMM MMM 3   F33333 444 3
briefs:weeks                         222222 222 3   MMMMMM MMM 3
briefs:job-results                   222222 444 3   MMMMMM MMM 3
briefs:add-kpi                       F22222 444 3   FUUUUU 444 3
briefs:edit-kpi                      F22222 444 3   FUUUUU 444 3
briefs:measure-kpi                   222222 444 3   UUUUUU 444 3
briefs:propose-adjustment            222222 444 3   UUUUUU 444 3
briefs:answer-adjustment             FF2222 444 3   FFUUUU 444 3
briefs:write-campaign-review         FF2222 444 3   FF3333 444 3
briefs:finish-campaign-review        MMMMMM MMM 3   FFF333 444 3
briefs:media-options                 222222 222 3   MMMMMM MMM 3
briefs:add-media-option              222222 F22 3   UUUUUU FUU 3
briefs:media-option                  222222 444 3   MMMMMM MMM 3
briefs:edit-media-option             222222 444 3   UUUUUU 444 3
briefs:trends                        222222 222 3   MMMMMM MMM 3
briefs:share-trend                   222222 222 3   UUUUUU UUU 3
briefs:trend                         222222 444 3   MMMMMM MMM 3
briefs:edit-trend                    222222 444 3   UUUUUU 444 3
briefs:remove-trend                  MMMMMM MMM 3   333333 444 3
briefs:competitor-note               222222 444 3   MMMMMM MMM 3
briefs:take-step                     MMMMMM MMM 3   F33333 444 3
briefs:say-about-trend               222222 444 3   UUUUUU 444 3
briefs:edit-competitor-note          222222 444 3   UUUUUU 444 3
briefs:remove-competitor-note        MMMMMM MMM 3   333333 444 3
briefs:review-boards                 222222 222 3   MMMMMM MMM 3
briefs:plan-review-board             222222 222 3   222222 222 3
briefs:review-board                  222222 444 3   MMMMMM MMM 3
briefs:change-review-board           F22222 444 3   FUUUUU 444 3
briefs:cancel-review-board           F22222 444 3   FUUUUU 444 3
briefs:submit-board-pack             MMMMMM MMM M   FCCCCC 444 3
briefs:take-back-board-pack          MMMMMM MMM M   F33333 444 3
briefs:approve-board-pack            MMMMMM MMM M   FFFCCC 444 3
briefs:return-board-pack             FFF222 444 3   FFFUUU 444 3
briefs:add-board-work                F22222 444 3   FUUUUU 444 3
briefs:edit-board-work               F22222 444 3   FUUUUU 444 3
briefs:take-out-board-work           MMMMMM MMM M   F33333 444 3
briefs:session-calendar              222222 444 3   MMMMMM MMM 3
briefs:hold-board                    F22222 444 3   FUUUUU 444 3
briefs:board-minutes                 222222 444 3   UUUUUU 444 3
briefs:submit-board-minutes          MMMMMM MMM M   FCCCCC 444 3
briefs:approve-board-minutes         MMMMMM MMM M   CCCCCC 444 3
briefs:return-board-minutes          FF2222 444 3   FFUUUU 444 3
briefs:board-rationale               F22222 444 3   FUUUUU 444 3
briefs:close-review-board            MMMMMM MMM M   FCCCCC 444 3
briefs:board-work                    222222 444 3   MMMMMM MMM 3
briefs:score-work                    MMMMMM MMM M   UUUUUU 444 3
briefs:decide-work                   FFF222 444 3   FFFUUU 444 3
briefs:confirm-work-changes          MMMMMM MMM M   FFCCCC 444 3
briefs:release-work                  MMMMMM MMM M   FFFCCC 444 3
briefs:send-back-work                FFFFF2 444 3   FFFFFU 444 3
briefs:override-board                FFFFF2 444 3   FFFFFU 444 3
briefs:present-work                  F22222 444 3   FUUUUU 444 3
briefs:note-client-answer            F44444 444 3   F44444 444 3
briefs:client-reviews                222222 444 3   MMMMMM MMM 3
briefs:job-reviews                   222222 444 3   MMMMMM MMM 3
briefs:timing                        222222 444 3   MMMMMM MMM 3
briefs:draw-up-timing                F22222 444 3   FUUUUU 444 3
briefs:job-calendar                  222222 444 3   MMMMMM MMM 3
briefs:timing-version                222222 444 3   MMMMMM MMM 3
briefs:reschedule-timing             F22222 444 3   FUUUUU 444 3
briefs:add-milestone                 F22222 444 3   FUUUUU 444 3
briefs:agree-timing                  FF2222 444 3   FFUUUU 444 3
briefs:revise-timing                 F22222 444 3   FUUUUU 444 3
briefs:discard-timing                MMMMMM MMM 3   F33333 444 3
briefs:milestones                    222222 222 3   MMMMMM MMM 3
briefs:edit-milestone                F22222 444 3   FUUUUU 444 3
briefs:move-milestone                F22222 444 3   FUUUUU 444 3
briefs:rise-milestone                MMMMMM MMM 3   F33333 444 3
briefs:remove-milestone              MMMMMM MMM 3   F33333 444 3
briefs:complete-milestone            MMMMMM MMM 3   F33333 444 3
briefs:note-milestone-reached        F22222 444 3   FUUUUU 444 3
briefs:reopen-milestone              MMMMMM MMM 3   FCCCCC 444 3
briefs:drop-milestone                F22222 444 3   FUUUUU 444 3
briefs:hand-over-milestone           F22222 444 3   F33333 444 3
briefs:timing-feed-address           222222 222 3   MMMMMM MMM 3
briefs:renew-timing-feed             MMMMMM MMM 3   333333 333 3
briefs:revoke-timing-feed            MMMMMM MMM 3   333333 333 3
briefs:timing-feed                   222222 222 2   MMMMMM MMM M
accounts:client-questions            222222 444 3   MMMMMM MMM 3
accounts:answer-question             222222 444 3   UUUUUU 444 3
accounts:hold-question               222222 444 3   UUUUUU 444 3
accounts:hand-on-question            222222 444 3   UUUUUU 444 3
accounts:close-question              MMMMMM MMM 3   F33333 444 3
accounts:reopen-question             222222 444 3   UUUUUU 444 3
accounts:resolve-comment             MMMMMM MMM 3   F33333 444 3
briefs:briefs                        222222 222 3   MMMMMM MMM 3
briefs:start-brief                   222222 222 3   222222 222 3
briefs:brief                         222222 444 3   MMMMMM MMM 3
briefs:brief-draft                   F22222 444 3   FUUUUU 444 3
briefs:brief-version                 222222 444 3   MMMMMM MMM 3
briefs:submit-brief                  MMMMMM MMM 3   F33333 444 3
briefs:take-back-brief               MMMMMM MMM 3   F33333 444 3
briefs:approve-brief                 MMMMMM MMM 3   FFCCCC 444 3
briefs:return-brief                  333333 444 3   UUUUUU 444 3
briefs:issue-brief                   MMMMMM MMM 3   F33333 444 3
briefs:withdraw-brief                222222 444 3   UUUUUU 444 3
briefs:revise-brief                  222222 444 3   UUUUUU 444 3
briefs:co-author-brief               222222 444 3   F33333 444 3
briefs:say-about-brief               222222 444 3   UUUUUU 444 3
briefs:plan-briefing                 F22222 444 3   FUUUUU 444 3
briefs:briefing                      222222 444 3   MMMMMM MMM 3
briefs:change-briefing               F22222 444 3   FUUUUU 444 3
briefs:hold-briefing                 MMMMMM MMM 3   F33333 444 3
briefs:cancel-briefing               MMMMMM MMM 3   UUUUUU 444 3
briefs:ask-at-briefing               MMMMMM MMM 3   UUUUUU 444 3
briefs:present-newest                MMMMMM MMM 3   F33333 444 3
briefs:understand-brief              MMMMMM MMM 3   CCCCCC 444 3
briefs:briefing-calendar             222222 444 3   MMMMMM MMM 3
briefs:compare-brief                 222222 444 3   MMMMMM MMM 3
briefs:brief-preview                 222222 444 3   MMMMMM MMM 3
briefs:make-expectation              MMMMMM MMM 3   F33333 444 3
briefs:plan-lines                    222222 444 3   MMMMMM MMM 3
briefs:job-briefs                    222222 444 3   MMMMMM MMM 3
briefs:approval-chains               FFF222 FFF 3   FFFUUU FFF 3
briefs:export-jobs                   222222 222 3   MMMMMM MMM 3
briefs:job-board                     222222 F22 3   MMMMMM MMM 3
briefs:job-timeline                  222222 F22 3   MMMMMM MMM 3
briefs:job-order                     222222 F22 3   MMMMMM MMM 3
briefs:close-jobs                    222222 222 3   333333 333 3
briefs:job-types                     FFF222 FFF 3   MMMMMM MMM 3
briefs:add-job-type                  FFF222 FFF 3   FFFUUU FFF 3
briefs:job-type                      FFF222 FFF 3   FFFUUU FFF 3
briefs:retire-job-type               MMMMMM MMM 3   FFF333 FFF 3
briefs:offer-job-type                MMMMMM MMM 3   FFF333 FFF 3
briefs:job-requests                  222222 222 3   MMMMMM MMM 3
briefs:enter-request                 222222 222 3   222222 222 3
briefs:job-request                   222222 444 3   MMMMMM MMM 3
briefs:accept-request                F22222 444 3   FUUUUU 444 3
briefs:decline-request               F22222 444 3   FUUUUU 444 3
briefs:job-closing                   222222 444 3   MMMMMM MMM 3
briefs:check-opening                 MMMMMM MMM 3   FF3333 444 3
briefs:rank-job                      MMMMMM MMM 3   UUUUUU 444 3
briefs:advance-job                   MMMMMM MMM 3   F33333 444 3
briefs:send-job-back                 222222 444 3   UUUUUU 444 3
briefs:move-job                      F22222 444 3   FUUUUU 444 3
billing:check-einvoice               222222 242 3   UUUUUU U4U 3
accounts:escalations                 222222 222 3   MMMMMM MMM 3
accounts:escalation                  222222 444 3   MMMMMM MMM 3
accounts:acknowledge-escalation      MMMMMM MMM 3   FFFF33 444 3
accounts:resolve-escalation          FFFF22 444 3   FFFFUU 444 3
billing:suppliers                    422222 242 3   MMMMMM MMM 3
billing:add-supplier                 422222 242 3   4UUUUU U4U 3
billing:supplier                     422222 242 3   MMMMMM MMM 3
billing:edit-supplier                422222 242 3   4UUUUU U4U 3
billing:approve-supplier             4FF222 F4F 3   4FFUUU F4F 3
billing:stop-supplier                4FF222 F4F 3   4FFUUU F4F 3
billing:check-supplier-account       MMMMMM MMM 3   4FFFFF 34F 3
billing:cost-rule                    4FFFF2 F4F 3   4FFFFU F4F 3
billing:job-costs                    F22222 244 3   MMMMMM MMM 3
billing:job-cost-panel               F22222 244 3   MMMMMM MMM 3
billing:allow-cost                   FFF222 F44 3   FFFUUU F44 3
billing:escalate-job                 FF2222 F44 3   FFUUUU F44 3
billing:enter-quote                  F22222 F44 3   FUUUUU F44 3
billing:drop-quote                   MMMMMM MMM 3   433333 F44 3
billing:raise-order                  F22222 F44 3   FUUUUU F44 3
billing:purchase-orders              422222 242 3   MMMMMM MMM 3
billing:purchase-order               422222 244 3   MMMMMM MMM 3
billing:edit-order                   422222 F44 3   4UUUUU F44 3
billing:ask-for-order                MMMMMM MMM 3   433333 F44 3
billing:approve-order                422222 244 3   4F3333 F44 3
billing:send-order                   MMMMMM MMM 3   4CCCCC F44 3
billing:receive-order                MMMMMM MMM 3   433333 F44 3
billing:close-order                  MMMMMM MMM 3   433333 F44 3
billing:cancel-order                 422222 F44 3   4UUUUU F44 3
billing:order-paper                  422222 244 3   MMMMMM MMM 3
billing:supplier-bills               422222 242 3   MMMMMM MMM 3
billing:start-bill                   422222 242 3   4UUUUU U4U 3
billing:enter-bill                   422222 244 3   4UUUUU U44 3
billing:supplier-bill                422222 244 3   MMMMMM MMM 3
billing:match-bill                   422222 244 3   4UUUUU U44 3
billing:approve-bill                 4F2222 F44 3   4F3333 F44 3
billing:dispute-bill                 422222 244 3   4UUUUU U44 3
billing:withdraw-bill                422222 244 3   4UUUUU U44 3
billing:pay-bill                     4FFFFF 244 3   4FFFFF U44 3
billing:payment-runs                 4FFFF2 24F 3   MMMMMM MMM 3
billing:make-payment-run             4FFFFF 24F 3   4FFFFF U4F 3
billing:payment-run                  444442 244 3   MMMMMM MMM 3
billing:payment-run-file             444442 244 3   MMMMMM MMM 3
billing:execute-payment              44444F 244 3   44444F U44 3
billing:fail-payment                 44444F 244 3   44444F U44 3
billing:expenses                     222222 242 3   MMMMMM MMM 3
billing:claim-expense                222222 242 3   222222 242 3
billing:expense                      422222 244 3   MMMMMM MMM 3
billing:approve-expense              MMMMMM MMM 3   4F3333 F44 3
billing:refuse-expense               422222 244 3   4UUUUU U44 3
billing:pay-expense-back             4FFFFF 244 3   4FFFFF U44 3
billing:time                         222222 222 3   UUUUUU UUU 3
billing:time-approvals               222222 442 3   MMMMMM MMM 3
billing:approve-time                 MMMMMM MMM 3   444444 444 3
billing:return-time                  444444 444 3   444444 444 3
billing:reverse-time                 422222 244 3   4UUUUU U44 3
billing:cost-rates                   4FFFF2 24F 3   MMMMMM MMM 3
billing:add-cost-rate                4FFFF2 24F 3   4FFFFU U4F 3
billing:months                       4FFFF2 24F 3   MMMMMM MMM 3
billing:close-month                  4FFFFF 44F 3   4FFFFF 44F 3
billing:remind-of-hours              MMMMMM MMM 3   4FFFF4 44F 3
reports:ask-from-item                MMMMMM MMM 3   333333 444 3
reports:ask-from-decision            MMMMMM MMM 3   444444 444 3
briefs:edit-job                      F22222 F44 3   FUUUUU F44 3
reports:interactions                 222222 222 3   MMMMMM MMM 3
briefs:waiting                       222222 222 3   MMMMMM MMM 3
briefs:job-work                      222222 444 3   MMMMMM MMM 3
briefs:give-instruction              F22222 444 3   FUUUUU 444 3
briefs:acknowledge-instruction       MMMMMM MMM 3   FFFFFF 444 3
briefs:finish-instruction            222222 444 3   CCCCCC 444 3
briefs:return-instruction            222222 444 3   UUUUUU 444 3
briefs:give-instruction-again        222222 444 3   UUUUUU 444 3
briefs:withdraw-instruction          222222 444 3   UUUUUU 444 3
briefs:ask-material                  222222 444 3   UUUUUU 444 3
briefs:receive-material              222222 444 3   333333 444 3
briefs:receive-part-of-material      222222 444 3   UUUUUU 444 3
briefs:reopen-material               222222 444 3   UUUUUU 444 3
briefs:move-material                 222222 444 3   UUUUUU 444 3
briefs:drop-material                 222222 444 3   UUUUUU 444 3
briefs:remind-of-material            MMMMMM MMM 3   333333 444 3
briefs:ask-deliverable               F22222 444 3   FUUUUU 444 3
briefs:deliver                       222222 444 3   FFFFFF 444 3
briefs:accept-deliverable            222222 444 3   UUUUUU 444 3
briefs:reject-deliverable            222222 444 3   UUUUUU 444 3
briefs:drop-deliverable              222222 444 3   UUUUUU 444 3
briefs:enter-job-document            222222 444 3   UUUUUU 444 3
briefs:client-documents              222222 444 3   MMMMMM MMM 3
briefs:enter-document                222222 444 3   UUUUUU 444 3
briefs:edit-document                 222222 444 3   UUUUUU 444 3
briefs:renew-document                222222 444 3   CCCCCC 444 3
briefs:verify-document               MMMMMM MMM 3   333333 444 3
briefs:archive-document              MMMMMM MMM 3   333333 444 3
briefs:bring-document-back           MMMMMM MMM 3   CCCCCC 444 3
briefs:write-outgoing                222222 444 3   UUUUUU 444 3
briefs:write-job-outgoing            222222 444 3   UUUUUU 444 3
briefs:outgoing-document             222222 444 3   MMMMMM MMM 3
briefs:edit-outgoing                 222222 444 3   UUUUUU 444 3
briefs:submit-outgoing               MMMMMM MMM 3   F33333 444 3
briefs:take-back-outgoing            MMMMMM MMM 3   CCCCCC 444 3
briefs:approve-outgoing              MMMMMM MMM 3   CCCCCC 444 3
briefs:return-outgoing               222222 444 3   UUUUUU 444 3
briefs:send-outgoing                 222222 444 3   UUUUUU 444 3
briefs:hand-over-outgoing            222222 444 3   UUUUUU 444 3
briefs:withdraw-outgoing             222222 444 3   UUUUUU 444 3
briefs:renew-outgoing                222222 444 3   UUUUUU 444 3
briefs:job-files                     222222 444 3   MMMMMM MMM 3
reports:log-interaction              222222 222 3   UUUUUU UUU 3
reports:log-people                   222222 222 3   MMMMMM MMM 3
reports:interaction                  222222 444 3   MMMMMM MMM 3
reports:move-end                     222222 444 3   UUUUUU 444 3
reports:reschedule-interaction       222222 444 3   UUUUUU 444 3
reports:correct-interaction          222222 444 3   UUUUUU 444 3
reports:seat-people                  222222 444 3   333333 444 3
reports:cancel-interaction           222222 444 3   UUUUUU 444 3
reports:answer-cancellation          MMMMMM MMM 3   FFCCCC 444 3
reports:note-no-show                 222222 444 3   333333 444 3
reports:answer-old                   MMMMMM MMM 3   FFCCCC 444 3
reports:start-clock                  MMMMMM MMM 3   CCCCCC 444 3
reports:waive-report                 222222 444 3   UUUUUU 444 3
reports:assign-drafter               222222 444 3   UUUUUU 444 3
reports:mark-sensitive               MMMMMM MMM 3   FFF333 444 3
reports:explain-lateness             222222 444 3   UUUUUU 444 3
reports:write-report                 MMMMMM MMM 3   333333 444 3
reports:contact-reports              222222 222 3   MMMMMM MMM 3
reports:contact-report               222222 444 3   MMMMMM MMM 3
reports:report-draft                 222222 444 3   UUUUUU 444 3
reports:report-preview               222222 444 3   MMMMMM MMM 3
reports:contact-report-version       222222 444 3   MMMMMM MMM 3
reports:report-people                222222 444 3   333333 444 3
reports:report-recipients            222222 444 3   UUUUUU 444 3
reports:submit-report                222222 444 3   UUUUUU 444 3
reports:return-report                222222 444 3   UUUUUU 444 3
reports:distribute-report            222222 444 3   FCCCCC 444 3
reports:correct-report               MMMMMM MMM 3   F33333 444 3
reports:drop-correction              MMMMMM MMM 3   FCCCCC 444 3
reports:record-bounce                222222 444 3   CCCCCC 444 3
reports:send-report-again            222222 444 3   UUUUUU 444 3
reports:client-panel                 222222 444 3   MMMMMM MMM 3
reports:action-items                 222222 222 3   MMMMMM MMM 3
reports:complete-action-item         MMMMMM MMM 3   F33333 444 3
reports:reopen-action-item           MMMMMM MMM 3   FCCCCC 444 3
reports:move-action-item             222222 444 3   UUUUUU 444 3
reports:cancel-action-item           222222 444 3   UUUUUU 444 3
reports:hand-over-action-item        222222 444 3   UUUUUU 444 3
reports:remind-action-item           MMMMMM MMM 3   FCCCCC 444 3
reports:import-calendar              222222 222 3   UUUUUU UUU 3
reports:calendar-import              424444 444 3   MMMMMM MMM 3
reports:start-clocks                 MMMMMM MMM 3   434444 444 3
reports:drop-doubtful                MMMMMM MMM 3   434444 444 3
reports:confirm-event                424444 444 3   4U4444 444 3
reports:drop-event                   MMMMMM MMM 3   434444 444 3
reports:rule                         FFFFF2 FFF 3   FFFFF2 FFF 3
reports:outages                      FFFFF2 FFF 3   MMMMMM MMM 3
reports:flag-system-fault            MMMMMM MMM 3   FFFFF4 FFF 3
billing:invoices                     222222 242 3   MMMMMM MMM 3
billing:export-invoices              222222 242 3   MMMMMM MMM 3
billing:aging                        222222 242 3   MMMMMM MMM 3
billing:draft-invoice                222222 242 3   UUUUUU U4U 3
billing:invoice-run                  FFFFF2 24F 3   FFFFFC C4F 3
billing:invoice-run-progress         FFFFF2 24F 3   MMMMMM MMM 3
billing:invoice                      222222 244 3   MMMMMM MMM 3
billing:edit-invoice                 F22222 244 3   FUUUUU U44 3
billing:discard-invoice              F22222 244 3   F33333 344 3
billing:submit-invoice               MMMMMM MMM 3   F33333 344 3
billing:take-back-invoice            MMMMMM MMM 3   F33333 344 3
billing:approve-invoice              MMMMMM MMM 3   FFCCCC F44 3
billing:return-invoice               FF2222 244 3   FFUUUU U44 3
billing:issue-invoice                FFFFF2 244 3   FFFFFU U44 3
billing:allow-over-ceiling           FFF222 F44 3   FFFUUU F44 3
billing:credit-invoice               FF2222 244 3   FFUUUU U44 3
billing:renew-invoice                MMMMMM MMM 3   FCCCCC C44 3
billing:dispute-invoice              F22222 244 3   FUUUUU U44 3
billing:settle-dispute               FF2222 244 3   FFUUUU U44 3
billing:note-on-invoice              F22222 244 3   F33333 344 3
billing:record-tax-number            FFFFF2 244 3   FFFFFU U44 3
billing:invoice-file                 222222 244 3   MMMMMM MMM 3
billing:payments                     222222 242 3   MMMMMM MMM 3
billing:payment-matching             444442 244 3   MMMMMM MMM 3
billing:record-payment               444442 244 3   44444U U44 3
billing:payment                      222222 244 3   MMMMMM MMM 3
billing:post-match                   MMMMMM MMM 3   FFFFFC C44 3
billing:allocate-payment             MMMMMM MMM 3   FFFFFC C44 3
billing:keep-payment                 FFFFF2 244 3   FFFFFU U44 3
billing:set-payment-aside            FFFFF2 244 3   FFFFFU U44 3
billing:take-payment-up              MMMMMM MMM 3   FFFFFC C44 3
billing:reverse-payment              FFFFF2 244 3   FFFFFU U44 3
billing:reverse-allocation           FFFFF2 244 3   FFFFFU U44 3
billing:write-off                    222222 244 3   UUUUUU U44 3
billing:withhold                     FFFFF2 244 3   FFFFFU U44 3
billing:set-off                      444442 244 3   44444U U44 3
billing:bank-statements              444442 244 3   MMMMMM MMM 3
billing:read-bank-files              444442 244 3   44444U U44 3
billing:bank-statement               444442 244 3   MMMMMM MMM 3
billing:unpaid                       222222 242 3   MMMMMM MMM 3
billing:log-call                     F22222 244 3   FUUUUU U44 3
billing:reminders                    222222 242 3   MMMMMM MMM 3
billing:reminder                     222222 244 3   MMMMMM MMM 3
billing:send-reminder                MMMMMM MMM 3   FFCCCC C44 3
billing:skip-reminder                FF2222 244 3   FFUUUU U44 3
billing:reference-rates              444442 244 3   MMMMMM MMM 3
billing:enter-reference-rate         444442 244 3   44444U U44 3
billing:statement                    222222 244 3   MMMMMM MMM 3
billing:make-statement               F22222 244 3   FUUUUU U44 3
billing:send-statement               MMMMMM MMM 3   FFCCCC C44 3
billing:legal-entities               222222 242 3   MMMMMM MMM 3
billing:add-legal-entity             FFFFF2 24F 3   FFFFFU U4F 3
billing:legal-entity                 222222 242 3   MMMMMM MMM 3
billing:edit-legal-entity            FFFFF2 24F 3   FFFFFU U4F 3
billing:close-books                  FFFFF2 24F 3   FFFFF3 34F 3
billing:retire-legal-entity          MMMMMM MMM 3   FFFFFC C4F 3
billing:offer-legal-entity           MMMMMM MMM 3   FFFFF3 34F 3
billing:add-bank-account             FFFFF2 24F 3   FFFFFU U4F 3
billing:edit-bank-account            FFFFF2 24F 3   FFFFFU U4F 3
billing:make-account-default         MMMMMM MMM 3   FFFFF3 34F 3
billing:close-bank-account           MMMMMM MMM 3   FFFFF3 34F 3
billing:tax-rates                    222222 242 3   MMMMMM MMM 3
billing:enter-tax-rate               FFFFF2 24F 3   FFFFFU U4F 3
billing:succeed-tax-rate             FFFFF2 24F 3   FFFFFU U4F 3
billing:take-tax-rate-back           MMMMMM MMM 3   FFFFFC C4F 3
billing:exchange-rates               222222 242 3   MMMMMM MMM 3
billing:enter-exchange-rate          FFFFF2 24F 3   FFFFFU U4F 3
billing:import-exchange-rates        FFFFF2 24F 3   FFFFFU U4F 3
billing:remove-exchange-rate         MMMMMM MMM 3   FFFFF3 34F 3
billing:approval-limits              222222 242 3   FFFFFU F4F 3
billing:rate-cards                   222222 242 3   MMMMMM MMM 3
billing:add-rate-card                FFF222 24F 3   FFFUUU U4F 3
billing:rate-card                    222222 244 3   MMMMMM MMM 3
billing:edit-rate-card               FFF222 244 3   FFFUUU U44 3
billing:copy-rate-card               FFF222 244 3   FFFUUU U44 3
billing:profile                      222222 244 3   MMMMMM MMM 3
billing:edit-profile                 FF2222 244 3   FFUUUU U44 3
billing:profile-panel                222222 244 3   MMMMMM MMM 3
billing:client-limits                222222 244 3   FFFFFU F44 3
billing:estimates                    222222 242 3   MMMMMM MMM 3
billing:start-estimate               222222 242 3   222222 242 3
billing:job-money                    222222 244 3   MMMMMM MMM 3
billing:estimate                     222222 244 3   MMMMMM MMM 3
billing:estimate-version             222222 244 3   MMMMMM MMM 3
billing:estimate-draft               222222 244 3   UUUUUU U44 3
billing:compare-estimate             222222 244 3   MMMMMM MMM 3
billing:estimate-preview             222222 244 3   MMMMMM MMM 3
billing:estimate-pdf                 333333 344 3   MMMMMM MMM 3
billing:submit-estimate              MMMMMM MMM 3   F33333 F44 3
billing:take-back-estimate           MMMMMM MMM 3   333333 344 3
billing:approve-estimate             MMMMMM MMM 3   FFCCCC F44 3
billing:return-estimate              333333 344 3   UUUUUU U44 3
billing:withdraw-estimate            222222 244 3   UUUUUU U44 3
billing:revise-estimate              222222 244 3   UUUUUU U44 3
billing:add-change-order             222222 244 3   UUUUUU U44 3
billing:estimate-approval            222222 244 3   MMMMMM MMM 3
billing:send-estimate                F22222 F44 3   FUUUUU F44 3
billing:record-estimate-approval     FF2222 F44 3   FFUUUU F44 3
"""
CODES = {"2": 200, "3": 302, "F": 403, "4": 404, "M": 405, "C": 409, "U": 422}
# Whoever holds these addresses is the client, who reads what was put to him.
HELD = {
    f"accounts:{name}"
    for name in ("client-answer", "approve-by-link", "decline-by-link", "ask-by-link")
}
LIBRARY = ("account_", "mfa_")  # allauth's own pages, about nobody but oneself
WITHOUT_RIGHT = {"planner", "stranger", "anonymous"}


def table():
    rows = {}
    for line in EXPECTED.split("\n"):
        if line:
            name, *codes = line.split()
            both = "".join(codes)
            rows[name] = (both[:10], both[10:])
    return rows


def addresses(resolver=None, space=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        else:
            yield f"{space}{entry.name}", entry.pattern


def subject_of(route, world):
    """The record an address of this shape asks for: the longest beginning that fits."""
    subjects = {
        "people/": world.people.ae,
        "attachments/": world.attachment,
        "instructions/": world.instruction,
        "materials/": world.material,
        "deliverables/": world.deliverable,
        "documents/": world.entry,
        "outgoing/": world.outgoing,
        "attachments/to/": world.job,
        "absences/": world.absence,
        "settings/closing-days/": world.closing_day,
        "settings/offices/": world.office,
        "settings/outages/": world.interaction.obligation,
        "clients/": world.client,
        "clients/brands/": world.brand,
        "clients/domains/": world.domain,
        "clients/contracts/": world.contract,
        "clients/places/": world.client.team.get(role="ae"),
        "clients/people/": world.contact,
        "clients/partners/": world.partner,
        "clients/shares/": world.share,
        "clients/walls/": world.wall,
        "board/": world.client,
        "history/": world.client,
        "flags/": world.flag,
        "inbox/": world.notice,
        "client-links/": world.link,
        "brief-versions/": world.link.about,
        "papers/": world.paper,
        "jobs/": world.job,
        "timing/": world.timing_plan,
        "milestones/": world.milestone,
        "jobs/types/": world.job_type,
        "jobs/requests/": world.request,
        "brands/": world.brand,
        "competitors/": world.competitor,
        "competitor-notes/": world.competitor_note,
        "review-boards/": world.held_board if OF_HELD & parts_of(route) else world.review_board,
        "review-works/": world.packed_work if OF_PACKED & parts_of(route) else world.board_work,
        "competitor-digests/": world.digest,
        "figures/": world.kpi,
        "adjustments/": world.adjustment,
        "media-options/": world.media_option,
        "trends/": world.trend,
        "contacts/": world.interaction,
        "report-mails/": world.mail,
        "reports/": world.draft if any(part in route for part in OF_A_DRAFT) else world.report,
        "action-items/": world.item,
        "briefings/": world.briefing,
        "briefs/": brief_of(route, world),
        "questions/": world.answered_question if OF_ANSWERED & parts_of(route) else world.question,
        "comments/": world.comment,
        "calendar/": world.calendar,
        **costs_of(route, world),
        "calendar/events/": world.event,
    } | of_money(route, world)
    return subjects[max((start for start in subjects if route.startswith(start)), key=len)]


def costs_of(route, world):
    """The records of costs, by the beginning of their addresses."""
    return {
        "suppliers/": world.supplier,
        "orders/": world.draft_order if OF_A_DRAFT_ORDER & parts_of(route) else world.order,
        "quotes/": world.quote,
        "bills/": world.bill,
        "bills/new/": world.client,
        "payment-lists/": world.run,
        "payments-out/": world.payment,
        "expenses/": world.expense,
        "time/entries/": world.hours,
        "time/months/": world.entity,
        "escalations/": world.escalation,
    }


OF_HELD, OF_PACKED = {"session", "minutes", "rationale", "close"}, {"edit", "take-out"}
OF_A_DRAFT_ORDER = {"ask", "approve", "edit"}
OF_ANSWERED = {"close", "reopen"}
OF_SUBMITTED, OF_APPROVED = {"approve", "return", "take-back"}, {"issue", "withdraw", "revise"}


def parts_of(route):
    return set(route.split("/"))


def of_money(route, world):
    return {
        "estimates/": estimate_of(route, world),
        "estimate-versions/": world.approved_estimate.latest,
        "invoices/": invoice_of(route, world),
        "invoices/run/": world.invoice_run,
        "payments/": world.payment,
        "payments/allocations/": world.allocation,
        "payments/bank/": world.bank_statement,
        "payments/reminders/": world.reminder,
        "statements/": world.account_statement,
        "money/companies/": world.entity,
        "money/accounts/": world.bank_account,
        "money/vat/": world.tax_rate,
        "money/exchange/": world.exchange_rate,
        "money/rate-cards/": world.rate_card,
    }


def estimate_of(route, world):
    """Of the world's estimates the one in the state that this act is for."""
    if OF_SUBMITTED & parts_of(route):
        return world.submitted_estimate
    if OF_APPROVED & parts_of(route):
        return world.approved_estimate
    return world.bound_estimate if "add" in parts_of(route) else world.estimate


def brief_of(route, world):
    """Of the world's briefs the one in the state that this act is for."""
    if OF_SUBMITTED & parts_of(route):
        return world.submitted_brief
    return world.approved_brief if OF_APPROVED & parts_of(route) else world.brief


def invoice_of(route, world):
    """Of the world's invoices the one in the state that this act is for."""
    parts = parts_of(route)
    if {"edit", "discard", "submit"} & parts:
        return world.drafted_invoice
    if {"take-back", "approve", "return"} & parts:
        return world.submitted_invoice
    return world.approved_invoice if {"issue", "over-ceiling"} & parts else world.invoice


OF_A_DRAFT = ("draft", "review", "return", "distribution", "recipients", "people")


def address_of(name, pattern, world):
    values = {
        "verb": "hold",
        "key": "none",
        "kind": "client",
        "number": 1,
        "contact": world.interaction.pk,
        "noun": "briefs-job",
        "token": world.token,
        "calendar": world.timing_feed.token,
        "section": "background",
        "syntax": "cii",
        "supplier": world.supplier.pk,
    }
    asked = [
        values[key] if key in values else subject_of(str(pattern), world).pk
        for key in pattern.converters
    ]
    return reverse(name, args=asked)


def own_addresses():
    return {
        name: pattern
        for name, pattern in addresses()
        if not name.startswith(LIBRARY) and not name.startswith("engineers:")
    }


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(table()) == set(own_addresses())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="who sees what is the same everywhere")
@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_written_and_leaks_nothing(role, db):
    world, browser = make_world(), Browser(raise_request_exception=False)
    if role != "anonymous":
        person = getattr(world.people, role)
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for name, pattern in own_addresses().items():
        address = address_of(name, pattern, world)
        for method, row in zip(("get", "post"), table()[name], strict=True):
            if row[ROLES.index(role)] == "M" and role != "ae":
                continue  # a method that nobody may use is asked for once
            with transaction.atomic():
                answer = getattr(browser, method)(address)
                shown = answer.getvalue()
                transaction.set_rollback(True)
            expected = CODES[row[ROLES.index(role)]]
            if answer.status_code != expected:
                wrong.append(f"{method} {name}: {answer.status_code}, not {expected}")
            is_client = role == "anonymous" and name in HELD
            if role in WITHOUT_RIGHT and not is_client and CANARY.encode() in shown:
                wrong.append(f"{method} {name} leaks")

    assert wrong == []


def test_finance_is_shown_names_and_no_work(db):
    world, browser = make_world(), Browser()
    browser.force_login(world.people.finance, backend="django.contrib.auth.backends.ModelBackend")

    page = browser.get(reverse("accounts:client", args=[world.client.pk])).content.decode()

    assert "Brightwater" in page
    for secret in (f"Owed {CANARY}", f"Sent {CANARY}", f"Joanna {CANARY}"):
        assert secret not in page
