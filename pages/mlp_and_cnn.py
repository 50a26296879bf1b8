"""MLP and CNN: the same pictures learnt by both, then moved, then with their pixels in another order."""

import streamlit as st

from cnn_core.mlp_and_cnn.settings import EPOCHS, MlpAndCnnSettings
from engine import EngineError
from ui import page
from ui.components.mlp_and_cnn import movement_view
from ui.language import t
from ui.mlp_and_cnn import controls as mlp_and_cnn_choice
from ui.mlp_and_cnn import payload as mlp_and_cnn_view
from ui.mlp_and_cnn import pixel_shuffle
from ui.mlp_and_cnn import request as mlp_and_cnn
from ui.mlp_and_cnn.payload import VIEW
from ui.pictures import picker as pictures
from ui.requests.waiting import run_again


@st.fragment
def show() -> None:
    """Everything below the head; what is still to be computed comes one step after the other."""
    chosen = mlp_and_cnn_choice.draw_networks()
    try:
        show_movement(chosen)
        pixel_shuffle.draw(chosen.learnt_at)
        if step := mlp_and_cnn.next_step(chosen):
            mlp_and_cnn.take(step)
            run_again()
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")


def show_movement(chosen: MlpAndCnnSettings) -> None:
    """The picture, and what both networks make of it as it is moved."""
    picture = pictures.picture()
    if chosen.pair == "digits":
        mlp_and_cnn_choice.draw_digits(chosen, picture)
    subject = (
        picture.label if chosen.pair == "cifar10" or chosen.own_digit else t("mlp_and_cnn.digit", digit=chosen.digit)
    )
    moved = mlp_and_cnn.all_moved(chosen.pair, mlp_and_cnn.subject(chosen, picture))
    scores = mlp_and_cnn.scores(chosen, moved)
    header = mlp_and_cnn_view.header(chosen, scores, subject, mlp_and_cnn.next_step(chosen))
    arrays = mlp_and_cnn_view.arrays(moved, scores, chosen, mlp_and_cnn.known_answers())
    movement_view(header, arrays, key=VIEW, on_choose=mlp_and_cnn_view.take_choice)
    st.markdown(t(f"mlp_and_cnn.why_{chosen.pair}", epochs=EPOCHS))
    mlp_and_cnn_choice.draw_links(chosen.pair)


page.start("mlp_and_cnn.title", "mlp_and_cnn.lead", MlpAndCnnSettings, picture=True)
show()
