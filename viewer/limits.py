"""Every limit that keeps a hostile or damaged medium from hurting, each named here alone.

What a value bounds comes first, then why it is that large; `Beyond` is what the person at the
screen is told, `Test` what shows it. `docs/limits.md` is made from this file
(`python packaging/limits_page.py`). Numbers that only make things fast stand where they are
used.
"""

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20

# --- Files and folders ---------------------------------------------------------------------

FOLDERS_SEARCHED: Final = 2000
"""Folders looked into for a DICOMDIR; a home folder is not searched to its end.

Beyond: files are found one by one, as on a medium without DICOMDIR.
Test: hostile/test_datasets.py::test_a_home_folder_is_not_searched_to_its_end
"""

# --- Archives ------------------------------------------------------------------------------

ARCHIVE_ENTRIES: Final = 200_000
"""Entries of one ZIP archive or image of a disc; the largest exports hold half as many.

Beyond: finding `archive-limit`; the first ones are read.
Test: hostile/test_archives.py::test_more_entries_than_allowed
"""

ARCHIVE_EXPANDED_BYTES: Final = 64 * 1024 * MIB
"""Bytes that all entries of one archive expand to; more than a Blu-ray disc holds.

Beyond: finding `archive-limit` for each entry that is left out.
Test: unit/media/test_archive.py::test_limits_on_entries_size_and_ratio
"""

ARCHIVE_RATIO: Final = 200
"""How many times its size an entry may expand to; images shrink to a tenth, reports to a 50th.

Beyond: finding `archive-limit`; the entry is not opened.
Test: hostile/test_archives.py::test_an_entry_that_expands_a_thousandfold_stays_closed
"""

ARCHIVE_RATIO_FROM_BYTES: Final = 64 * MIB
"""Expanded size from which the ratio counts: a black image shrinks to a thousandth.

Beyond: as for the ratio.
Test: hostile/test_archives.py::test_entries_that_share_their_data_do_not_multiply_it
"""

ARCHIVE_DEPTH: Final = 2
"""Archives inside archives that are opened; a quine has no end.

Beyond: finding `archive-limit`; the inner archive stays closed.
Test: hostile/test_archives.py::test_an_archive_that_holds_itself_ends
"""

ARCHIVES_OPEN: Final = 100
"""Archives of one medium; each is kept open, and systems allow few open files.

Beyond: finding `archive-limit`; the archive stays closed.
Test: hostile/test_archives.py::test_more_archives_than_may_be_open
"""

ISO_FOLDER_BYTES: Final = 32 * MIB
"""Bytes of one folder's names in an image of a disc; 100 000 names have less.

Beyond: finding `folder-unreadable`; the folder counts as empty.
Test: unit/media/test_iso_tree.py::test_a_folder_larger_than_folders_are_is_not_read
"""

# --- DICOMDIR ------------------------------------------------------------------------------

DIRECTORY_BYTES: Final = 128 * MIB
"""Bytes of a DICOMDIR, which is read whole: three hundred thousand pictures.

Beyond: finding `directory-damaged`; what lies behind is found by looking at every file.
Test: hostile/test_datasets.py::test_a_directory_beyond_the_limit_is_told
"""

DIRECTORY_DEPTH: Final = 8
"""Levels of records; the standard has four.

Beyond: finding `directory-damaged`; the record is placed by the order in the file.
Test: hostile/test_directories.py::test_records_in_a_circle
"""

RECORD_NESTING: Final = 8
"""Sequences inside one another within one record.

Beyond: the record ends there; its file is read by its own header.
Test: hostile/test_directories.py::test_a_record_of_nested_sequences
"""

# --- Data sets -----------------------------------------------------------------------------

VALUE_BYTES: Final = 512 * MIB
"""Bytes of one value other than pixels, such as an encapsulated document.

Beyond: finding `not-conformant`; the value counts as missing.
Test: hostile/test_datasets.py::test_a_value_larger_than_memory_is_not_read
"""

TEXT_BYTES: Final = 64 * KIB
"""Bytes of a text or list of numbers that are decoded; a VR of names has 1 KiB at most.

Beyond: the value ends there.
Test: hostile/test_datasets.py::test_long_values_end
"""

TEXT_CHARACTERS: Final = 1024
"""Characters of a name, identifier or description; the longest VR of those has 1024.

Beyond: the text ends with an ellipsis.
Test: hostile/test_datasets.py::test_long_values_end
"""

ITEMS: Final = 20_000
"""Items of one sequence; eight bytes are an item, and each takes time.

Beyond: finding `not-conformant` says how many are read.
Test: unit/media/test_header.py::test_of_a_flood_of_items_no_more_than_the_limit_are_read
"""

DEVIATIONS: Final = 20
"""Kinds of deviations told of one data set: a hostile file does not fill the report.

Beyond: the first ones stand for the rest.
Test: hostile/test_datasets.py::test_a_flood_of_deviations_is_cut
"""

INFLATED_BYTES: Final = 512 * MIB
"""Bytes a deflated data set expands to; it is never kept whole.

Beyond: finding `file-unreadable` says so.
Test: unit/media/test_header.py::test_a_deflate_bomb_stops_at_the_limit_and_needs_no_memory
"""

# --- Images --------------------------------------------------------------------------------

FRAME_BYTES: Final = 512 * MIB
"""Bytes of one decoded frame, five times the largest detector in use.

Beyond: the place of the image says how large it claims to be; finding `pixels-damaged`.
Test: hostile/test_images.py::test_it_is_bounded_and_told
"""

FRAMES: Final = 250_000
"""Frames of one object: an hour of film at 60 a second has 216,000.

Beyond: finding `pixels-truncated` says how many are shown.
Test: hostile/test_images.py::test_frames_that_are_really_there_are_shown_up_to_the_limit
"""

FRAMES_DESCRIBED: Final = 50_000
"""Frames whose own functional groups are read; that many take seconds.

Beyond: finding `not-conformant`; the others have no known place.
Test: hostile/test_images.py::test_a_million_functional_groups
"""

FRAGMENTS: Final = 1_000_000
"""Fragments of one compressed object; eight bytes are one, and each takes time.

Beyond: the image says that the rest is not read.
Test: hostile/test_datasets.py::test_fragments_without_end_are_not_all_looked_at
"""

STREAM_BYTES: Final = 1024 * MIB
"""Bytes of one compressed frame or of a whole film, as stored: more leaves a decoder no room.

Beyond: the place of the image says so.
Test: hostile/test_datasets.py::test_a_stream_larger_than_a_decoder_can_take_is_not_read
"""

VOI_CHOICES: Final = 100
"""Windows, and tables, that a picture offers: each is a line of a menu.

Beyond: finding `not-conformant`; the first ones are offered.
Test: hostile/test_images.py::test_it_is_bounded_and_told
"""

PET_UNITS: Final = 8
"""Units that a frame of enhanced PET maps its values to: uptake and activity are two.

Beyond: finding `not-conformant`; the first ones are looked at.
Test: unit/render/test_enhanced_suv.py::test_of_many_mappings_the_first_are_looked_at
"""

OVERLAY_BITS_PER_PIXEL: Final = 32
"""Bits of all overlays together for each pixel: twice the sixteen overlays there can be.

Beyond: the image says "overlay not usable, not shown".
Test: unit/media/test_overlays.py::\
test_overlays_out_of_proportion_to_the_image_are_left_out_and_told
"""

OVERLAY_BITS: Final = 1 << 23
"""Bits of overlays allowed on however small an image.

Beyond: as above.
Test: unit/media/test_overlays.py::\
test_overlays_out_of_proportion_to_the_image_are_left_out_and_told
"""

SHUTTER_VERTICES: Final = 2000
"""Corners of a display shutter; a collimator has a dozen, and each costs time in each picture.

Beyond: the image says "display shutter not usable, nothing is hidden".
Test: unit/media/test_shutters.py::test_a_polygon_of_too_many_corners_hides_nothing
"""

MASK_ITEMS: Final = 100
"""Items of a Mask Subtraction Sequence; one for each injection.

Beyond: frames that only later items are for are shown as they are.
Test: unit/media/test_masks.py::test_of_a_flood_of_items_the_first_count
"""

MASK_FRAMES: Final = 64
"""Frames that are averaged to a mask, or ranges it is for; all of them are decoded.

Beyond: the image is not subtracted.
Test: unit/media/test_masks.py::test_too_many_mask_frames_are_no_mask
"""

ICC_PROFILE_BYTES: Final = 16 * MIB
"""Bytes of a colour profile, ten times the largest for cameras and scanners.

Beyond: the image says "colour profile not usable, colours as stored".
Test: hostile/test_images.py::test_it_is_bounded_and_told
"""

CODESTREAM_BOXES: Final = 64
"""Boxes looked through for the codestream of a JPEG 2000 or JPEG XL file.

Beyond: the place of the image says that there is no codestream.
Test: hostile/test_datasets.py::test_a_codestream_behind_too_many_boxes_is_none
"""

HELD_BYTES: Final = 512 * MIB
"""Bytes of overlays, colour profiles, tables and facts of frames kept of all headers together.

Beyond: finding `pixels-damaged`; pictures with more than a little of them are not shown.
Test: hostile/test_images.py::test_many_files_that_each_want_much_do_not_add_up
"""

# --- Presentation states -------------------------------------------------------------------

STATE_OBJECTS: Final = 1000
"""Drawings and texts of one presentation state; what a person has drawn are dozens.

Beyond: the state is "partially applied" and says so.
Test: unit/media/test_presentation.py::test_a_flood_of_drawings_ends_at_the_limit
"""

STATE_POINTS: Final = 20_000
"""Points of all drawings of one presentation state; each is drawn at every paint.

Beyond: as above.
Test: unit/media/test_presentation.py::test_a_flood_of_points_ends_at_the_limit
"""

STATE_CHARACTERS: Final = 20_000
"""Characters of all texts of one presentation state: ten pages over one picture.

Beyond: as above.
Test: unit/media/test_presentation.py::test_a_book_on_a_picture_ends_at_the_limit
"""

STATE_REFERENCES: Final = 100_000
"""Images and frames one presentation state names, in all its parts together.

Beyond: as above; the images named behind that do not offer the state.
Test: unit/media/test_presentation.py::test_a_flood_of_images_ends_at_the_limit
"""

STATE_LAYERS: Final = 200
"""Graphic layers of one presentation state: each is a line of a menu.

Beyond: as above; drawings of other layers are drawn last.
Test: unit/media/test_presentation.py::test_a_flood_of_layers_ends_at_the_limit
"""

STATES_OFFERED: Final = 100
"""Presentation states offered at one picture, the newest first: each is a line of a menu.

Beyond: the menu says how many more there are.
Test: unit/app/test_marked.py::test_of_very_many_states_the_newest_are_offered
"""

# --- Decoders ------------------------------------------------------------------------------

FRAME_SECONDS: Final = 8.0
"""Seconds of work for a frame, by the clock up to thrice that where other programs take the time.

Beyond: the decoder is stopped and started anew; the place of the image says so.
Test: unit/media/decoders/test_pdf.py::test_endless_drawing_ends_at_the_time_limit
"""

WORKER_MIB: Final = 3072
"""Address space of a decoder process: several times the largest frame, and its libraries.

Beyond: the frame fails with "more memory than a decoder may use".
Test: unit/media/decoders/test_pool.py::test_a_greedy_frame_ends_in_an_error_not_in_swapping
"""

ANSWER_BYTES: Final = 64 * KIB
"""Bytes of the answer of a decoder process, which nobody trusts.

Beyond: the process is ended; the place of the image says so.
Test: unit/media/decoders/test_pool.py::test_an_answer_that_is_none_ends_the_worker
"""

ANSWER_NOTICES: Final = 32
"""Notices in one answer.

Beyond: as above.
Test: unit/media/decoders/test_wire.py::test_garbage_is_recognised
"""

ANSWER_TEXT_CHARACTERS: Final = 1000
"""Characters of one text in an answer.

Beyond: as above.
Test: unit/media/decoders/test_wire.py::test_garbage_is_recognised
"""

TEXT_SEARCH_SECONDS: Final = 60.0
"""Seconds of work to search a picture of up to 1280 x 1280 pixels for text.

Beyond: the search of this picture ends; it is to be looked at all the same.
Test: unit/deid/test_text_search.py::test_a_search_that_takes_too_long_ends
"""

TEXT_SEARCH_MIB: Final = 3072
"""Address space of the process that searches for text; its libraries need a third of it.

Beyond: the search of this picture fails; it is to be looked at all the same.
Test: unit/deid/test_text_search.py::test_a_search_that_takes_too_much_memory_ends
"""

TEXT_SEARCH_FRAMES: Final = 2000
"""Frames of one layout that are put on top of each other to be searched for text.

Beyond: the others are not searched, which is said; they are to be looked at all the same.
Test: unit/deid/test_text_search.py::test_no_more_frames_are_searched_than_the_limit
"""

TEXTS_FOUND: Final = 300
"""Texts found in one piece of a picture; a full page of a report has as many lines and cells.

Beyond: the others are not marked; the picture is to be looked at all the same.
Test: unit/deid/test_text_search.py::test_of_very_many_texts_the_first_are_told
"""

TEXTS_CHARACTERS: Final = 120
"""Characters of one text found in a picture.

Beyond: the text ends there; its box is whole.
Test: unit/deid/test_text_search.py::test_of_very_many_texts_the_first_are_told
"""

# --- Documents -----------------------------------------------------------------------------

KEY_REFERENCES: Final = 20_000
"""Images one key object selection names; manifests of whole studies have thousands.

Beyond: finding `not-conformant`; the first ones are the selection.
Test: unit/media/test_key_selection.py::test_a_flood_of_references_is_cut_and_told
"""

REGISTRATIONS: Final = 200
"""Frames of reference, and steps to each, that one registration object names.

Beyond: the others count as not registered.
Test: unit/media/test_registration.py::test_of_a_flood_of_frames_the_first_count
"""

REPORT_DEPTH: Final = 40
"""Levels of the content tree of a structured report.

Beyond: the report says that deeper parts are not shown.
Test: unit/media/documents/test_sr.py::test_a_bottomless_tree_ends_at_the_limit
"""

REPORT_ITEMS: Final = 20_000
"""Items of a structured report.

Beyond: the report says that the rest of it is left out.
Test: unit/media/documents/test_sr.py::test_an_endless_list_ends_at_the_limit
"""

REPORT_CHARACTERS: Final = 4_000_000
"""Characters of a structured report: a thousand pages.

Beyond: as above.
Test: hostile/test_datasets.py::test_a_report_of_books_is_cut_and_says_so
"""

REPORT_VALUE_CHARACTERS: Final = 100_000
"""Characters of one value in a report.

Beyond: the text ends with an ellipsis.
Test: hostile/test_datasets.py::test_a_report_of_books_is_cut_and_says_so
"""

PDF_PAGES: Final = 5000
"""Pages of a PDF that can be scrolled to.

Beyond: the document says how many pages there are and how many are shown.
Test: unit/media/decoders/test_pdf.py::\
test_of_very_many_pages_the_first_are_shown_and_the_rest_is_told
"""

PDF_PAGE_PIXELS: Final = 24_000_000
"""Pixels of one drawn page.

Beyond: the page is drawn coarser and stretched.
Test: ui/test_documents.py::test_a_page_of_more_pixels_than_anybody_needs_is_drawn_coarser
"""

# --- Tag browser ---------------------------------------------------------------------------

TAG_NODES: Final = 100_000
"""Elements and items of one file that the tag browser lists; 2000 frames have that many.

Beyond: the browser says that only the first ones are listed.
Test: unit/media/test_tags.py::test_a_flood_of_elements_ends_at_the_limit_and_says_so
"""

TAG_DEPTH: Final = 48
"""Levels of sequences that the tag browser opens; reports have the deepest, up to 40.

Beyond: the browser says that deeper levels are not listed.
Test: unit/media/test_tags.py::test_deep_nesting_ends_at_the_limit_and_says_so
"""

TAG_BYTES: Final = 32 * MIB
"""Bytes of sequences that are walked for the tag browser, each level of nesting counted anew.

Beyond: the browser says that some sequences are too large to be listed.
Test: unit/media/test_tags.py::test_a_sequence_too_large_is_not_opened_and_it_is_said
"""

# --- Saved arrangements --------------------------------------------------------------------

ARRANGEMENT_BYTES: Final = 16 * MIB
"""Bytes of a saved arrangement; ten thousand drawings take a third of it.

Beyond: it is not opened, and the window says so.
Test: unit/app/test_session_file.py::test_what_is_too_much_is_refused
"""

ARRANGEMENT_DRAWINGS: Final = 10_000
"""Drawings in a saved arrangement.

Beyond: as above.
Test: unit/app/test_session_file.py::test_what_is_too_much_is_refused
"""

ARRANGEMENT_POINTS: Final = 20_000
"""Points of one drawing in a saved arrangement; a hand draws some hundred.

Beyond: as above.
Test: unit/app/test_session_file.py::test_what_is_too_much_is_refused
"""

ARRANGEMENT_CHARACTERS: Final = 10_000
"""Characters that a person wrote at one drawing.

Beyond: as above.
Test: unit/app/test_session_file.py::test_what_is_too_much_is_refused
"""

# --- Load report ---------------------------------------------------------------------------

FINDINGS_LISTED: Final = 2000
"""Findings that the window lists one by one; all are counted.

Beyond: the list says how many more there are.
Test: hostile/test_window.py::test_a_hundred_thousand_findings_are_counted_and_not_all_listed
"""

# --- People --------------------------------------------------------------------------------

PEOPLE_LISTED: Final = 100
"""People offered as buttons when a medium holds several: buttons of thousands take minutes.

Beyond: the page says so; the overview has everybody.
Test: hostile/test_window.py::test_thousands_of_people_are_not_thousands_of_buttons
"""

# --- Own layouts ---------------------------------------------------------------------------

OWN_LAYOUTS: Final = 100
"""Saved layouts that are read: each is a line of a menu.

Beyond: the menu says that some could not be read, and why.
Test: unit/app/test_own_protocols.py::test_a_folder_and_a_file_that_are_too_large
"""

OWN_LAYOUT_BYTES: Final = 64 * KIB
"""Bytes of one saved layout; the largest that can be saved has 4 KB.

Beyond: as above.
Test: unit/app/test_own_protocols.py::test_a_folder_and_a_file_that_are_too_large
"""

# --- Output --------------------------------------------------------------------------------

MISSING_ROWS: Final = 1000
"""Rows an export lists for frames that a header promises and nobody wrote.

Beyond: nothing more is listed; the load report counts the frames.
Test: e2e/test_commands.py::test_every_frame_a_header_promises_is_accounted_for
"""

RENDER_SIDE_PIXELS: Final = 16_384
"""Pixels along one side of a picture that `lightbox render` writes.

Beyond: wrong usage, said on the command line.
Test: e2e/test_commands.py::test_wrong_usage_is_status_2
"""

JOB_FRAME_SECONDS: Final = 60.0
"""Seconds a frame may take while a copy is made, where nobody waits for a single one.

Beyond: the object is left out of the copy, and the account counts it.
Test: unit/deid/test_recoding.py::test_a_frame_that_takes_for_ever_is_left_out
"""

PICTURE_PIXELS: Final = 128 * MIB
"""Pixels of one picture of an anonymised copy; the largest detectors have 100 million.

Beyond: the image has no picture, and the account counts it.
Test: unit/deid/test_picture_copies.py::test_what_is_too_large_has_no_picture_and_is_counted
"""

FILM_PICTURES: Final = 250_000
"""Pictures of one film, repeated ones included: an hour at 60 a second has 216,000.

Beyond: all frames of the film stay for the same time.
Test: unit/deid/test_picture_copies.py::test_a_frame_that_stays_for_days_makes_no_film_of_days
"""

DISC_PAGE_BYTES: Final = 1 * MIB
"""Of a page on a medium that is to be brought up to date: what it keeps stands at its start.

Beyond: the page counts as somebody else's, and stays as it is.
Test: unit/publish/test_page_mark.py::test_what_is_behind_a_long_start_is_not_looked_for
"""
