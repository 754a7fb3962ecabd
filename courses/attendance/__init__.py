"""Who was in the room: by the code on the trainer's screen, by list, by walking in; and what follows from it."""
