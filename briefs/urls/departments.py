from django.urls import path

from briefs.views import (
    deliverables,
    documents,
    instructions,
    job_work,
    materials,
    outgoing,
    waiting,
)

work = [
    path("waiting/", waiting.waiting, name="waiting"),
    path("jobs/<int:pk>/work/", job_work.job_work, name="job-work"),
]
of_instructions = [
    path("jobs/<int:pk>/instructions/new/", instructions.give_instruction, name="give-instruction"),
    path(
        "instructions/<int:pk>/acknowledge/",
        instructions.acknowledge_instruction,
        name="acknowledge-instruction",
    ),
    path("instructions/<int:pk>/done/", instructions.finish_instruction, name="finish-instruction"),
    path(
        "instructions/<int:pk>/return/",
        instructions.send_instruction_back,
        name="return-instruction",
    ),
    path(
        "instructions/<int:pk>/again/",
        instructions.give_instruction_again,
        name="give-instruction-again",
    ),
    path(
        "instructions/<int:pk>/withdraw/",
        instructions.withdraw_instruction,
        name="withdraw-instruction",
    ),
]
of_materials = [
    path("jobs/<int:pk>/materials/new/", materials.ask_for_material, name="ask-material"),
    path("materials/<int:pk>/received/", materials.receive_material, name="receive-material"),
    path(
        "materials/<int:pk>/partly/",
        materials.receive_part_of_material,
        name="receive-part-of-material",
    ),
    path("materials/<int:pk>/again/", materials.reopen_material, name="reopen-material"),
    path("materials/<int:pk>/day/", materials.move_material, name="move-material"),
    path("materials/<int:pk>/drop/", materials.drop_material, name="drop-material"),
    path("materials/<int:pk>/remind/", materials.remind_of_material, name="remind-of-material"),
]
of_deliverables = [
    path(
        "jobs/<int:pk>/deliverables/new/", deliverables.ask_for_deliverable, name="ask-deliverable"
    ),
    path("deliverables/<int:pk>/deliver/", deliverables.deliver, name="deliver"),
    path(
        "deliverables/<int:pk>/accept/", deliverables.accept_deliverable, name="accept-deliverable"
    ),
    path(
        "deliverables/<int:pk>/reject/", deliverables.reject_deliverable, name="reject-deliverable"
    ),
    path("deliverables/<int:pk>/drop/", deliverables.drop_deliverable, name="drop-deliverable"),
]
of_documents = [
    path("jobs/<int:pk>/files/", documents.job_files, name="job-files"),
    path("jobs/<int:pk>/files/new/", documents.enter_job_document, name="enter-job-document"),
    path("clients/<int:pk>/documents/", documents.client_documents, name="client-documents"),
    path("clients/<int:pk>/documents/new/", documents.enter_document, name="enter-document"),
    path("documents/<int:pk>/edit/", documents.edit_document, name="edit-document"),
    path("documents/<int:pk>/renew/", documents.renew_document, name="renew-document"),
    path("documents/<int:pk>/verify/", documents.verify_document, name="verify-document"),
    path("documents/<int:pk>/archive/", documents.archive_document, name="archive-document"),
    path("documents/<int:pk>/back/", documents.bring_document_back, name="bring-document-back"),
]
of_outgoing = [
    path("clients/<int:pk>/outgoing/new/", outgoing.write_outgoing, name="write-outgoing"),
    path("jobs/<int:pk>/outgoing/new/", outgoing.write_outgoing_for_job, name="write-job-outgoing"),
    path("outgoing/<int:pk>/", outgoing.outgoing_document, name="outgoing-document"),
    path("outgoing/<int:pk>/edit/", outgoing.edit_outgoing, name="edit-outgoing"),
    path("outgoing/<int:pk>/submit/", outgoing.submit_outgoing, name="submit-outgoing"),
    path("outgoing/<int:pk>/take-back/", outgoing.take_back_outgoing, name="take-back-outgoing"),
    path("outgoing/<int:pk>/approve/", outgoing.approve_outgoing, name="approve-outgoing"),
    path("outgoing/<int:pk>/return/", outgoing.return_outgoing, name="return-outgoing"),
    path("outgoing/<int:pk>/send/", outgoing.send_outgoing, name="send-outgoing"),
    path("outgoing/<int:pk>/hand-over/", outgoing.hand_over_outgoing, name="hand-over-outgoing"),
    path("outgoing/<int:pk>/withdraw/", outgoing.withdraw_outgoing, name="withdraw-outgoing"),
    path("outgoing/<int:pk>/renew/", outgoing.renew_outgoing, name="renew-outgoing"),
]
urlpatterns = [
    *work,
    *of_instructions,
    *of_materials,
    *of_deliverables,
    *of_documents,
    *of_outgoing,
]
