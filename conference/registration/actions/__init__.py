"""The only writers of registrations; browser, API, door and jobs go through the same ones."""

from conference.registration.actions.change import approve as approve
from conference.registration.actions.change import cancel_registration as cancel_registration
from conference.registration.actions.change import change_registration as change_registration
from conference.registration.actions.change import decline as decline
from conference.registration.actions.change import end_with_event as end_with_event
from conference.registration.actions.change import send_letter_again as send_letter_again
from conference.registration.actions.change import send_lost_link as send_lost_link
from conference.registration.actions.change import take_back_cancellation as take_back_cancellation
from conference.registration.actions.consents import change_consents as change_consents
from conference.registration.actions.consents import withdraw_consent as withdraw_consent
from conference.registration.actions.door import check_in as check_in
from conference.registration.actions.door import check_in_person as check_in_person
from conference.registration.actions.door import undo_check_in as undo_check_in
from conference.registration.actions.places import fill_places as fill_places
from conference.registration.actions.places import open_registration as open_registration
from conference.registration.actions.places import set_places as set_places
from conference.registration.actions.register import Registered as Registered
from conference.registration.actions.register import register as register
